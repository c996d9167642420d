namespace CdnLab.Rtc.Ice;

/// <summary>Where an agent stands.</summary>
public enum IceState
{
    /// <summary>The peer's credentials are not known yet.</summary>
    New,

    /// <summary>Looking for a pair that works; nothing is selected.</summary>
    Checking,

    /// <summary>A pair is selected and the peer consents to receive on it.</summary>
    Connected,

    /// <summary>No pair worked in time. Only a restart leaves this state.</summary>
    Failed,

    /// <summary>
    /// The peer's consent expired: nothing more may be sent to it (RFC 7675 §5.1). Only a restart leaves this state.
    /// </summary>
    Disconnected,
}
