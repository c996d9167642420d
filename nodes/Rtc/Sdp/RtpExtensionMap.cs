using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Sdp;

/// <summary>The numbers of one media section's header extensions, both ways; constant once negotiated.</summary>
public sealed class RtpExtensionMap
{
    private readonly byte[] _ids = new byte[RtpExtensionUris.KindCount];

    // Kind plus one; 0 is none.
    private readonly byte[] _kinds = new byte[256];

    /// <summary>How many extensions are negotiated.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a number above 14 is in use, which only two-byte headers can carry (RFC 8285 §4.3).</summary>
    public bool NeedsTwoByteHeaders { get; private set; }

    /// <summary>The number of an extension, 1 to 255; 0 when it is not negotiated.</summary>
    public byte GetId(RtpExtensionKind kind) => _ids[(int)kind];

    /// <summary>The extension behind a number; false when there is none.</summary>
    public bool TryGetKind(byte id, out RtpExtensionKind kind)
    {
        int entry = _kinds[id];
        kind = entry == 0 ? default : (RtpExtensionKind)(entry - 1);
        return entry != 0;
    }

    /// <summary>The number our own offers give an extension, 1 to 14: those browsers use, which makes traces easier to read.</summary>
    internal static byte OwnId(RtpExtensionKind kind) => kind switch
    {
        RtpExtensionKind.AudioLevel => 1,
        RtpExtensionKind.AbsSendTime => 2,
        RtpExtensionKind.TransportCc => 3,
        RtpExtensionKind.Mid => 4,
        RtpExtensionKind.PlayoutDelay => 5,
        RtpExtensionKind.AbsCaptureTime => 6,
        RtpExtensionKind.Rid => 10,
        RtpExtensionKind.RepairedRid => 11,
        RtpExtensionKind.DependencyDescriptor => 12,
        RtpExtensionKind.VideoOrientation => 13,
        RtpExtensionKind.TransmissionOffset => 14,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an extension without a number of our own"),
    };

    // The first of two that claim the same number or the same extension counts.
    internal bool TryAdd(RtpExtensionKind kind, byte id)
    {
        if (id == 0 || _ids[(int)kind] != 0 || _kinds[id] != 0)
        {
            return false;
        }

        _ids[(int)kind] = id;
        _kinds[id] = (byte)(kind + 1);
        Count++;
        NeedsTwoByteHeaders |= id > 14;
        return true;
    }
}
