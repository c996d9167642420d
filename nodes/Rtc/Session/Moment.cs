using CdnLab.Core;

namespace CdnLab.Rtc.Session;

/// <summary>One turn of the loop: its time in the forms that packets need, worked out once.</summary>
/// <param name="Now">The loop's clock.</param>
/// <param name="Wall">The wall clock's offset.</param>
public readonly record struct Moment(Instant Now, WallClock Wall)
{
    /// <summary>Now as NTP time.</summary>
    public NtpTime Ntp { get; } = Wall.ToNtp(Now);

    /// <summary>Now as abs-send-time.</summary>
    public uint AbsSendTime { get; } = CdnLab.Rtc.Rtp.AbsSendTime.FromNtp(Wall.ToNtp(Now));
}
