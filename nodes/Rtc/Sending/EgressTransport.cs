using CdnLab.Core;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Sending;

/// <summary>What all tracks towards one receiver share: keys, address and the transport-wide counter.</summary>
public sealed class EgressTransport
{
    private ushort _transportSequence;

    /// <summary>The keys; null until the handshake is done and after the session has ended.</summary>
    public SrtpSession? Srtp { get; set; }

    /// <summary>Where packets go: the pair that ICE selected.</summary>
    public NetAddress Remote { get; set; }

    /// <summary>The next transport-wide sequence number (transport-cc draft §2).</summary>
    public ushort NextTransportSequence() => _transportSequence++;
}
