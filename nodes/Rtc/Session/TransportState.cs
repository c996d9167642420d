namespace CdnLab.Rtc.Session;

/// <summary>How far a transport is.</summary>
public enum TransportState
{
    /// <summary>ICE looks for a pair.</summary>
    Checking,

    /// <summary>A pair is found; DTLS shakes hands over it.</summary>
    Handshaking,

    /// <summary>Keys are there: media flows.</summary>
    Connected,

    /// <summary>The peer said good-bye, or <see cref="RtcTransport.Close"/> was called.</summary>
    Closed,

    /// <summary>It will never connect, or the peer's consent has ended; see <see cref="RtcTransport.Failure"/>.</summary>
    Failed,
}
