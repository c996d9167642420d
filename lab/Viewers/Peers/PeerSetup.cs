using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Sending;

namespace CdnLab.Viewers.Peers;

/// <summary>What a simulated peer needs from outside.</summary>
public sealed record PeerSetup
{
    /// <summary>DTLS with the swarm's certificate; shared by all peers of a thread.</summary>
    public required DtlsContext Dtls { get; init; }

    /// <summary>That certificate.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>Fills a span with random bytes.</summary>
    public required Action<Span<byte>> Random { get; init; }

    /// <summary>Where its datagrams go.</summary>
    public required IDatagramSink Sink { get; init; }

    /// <summary>One frame in this many is traced hop by hop; 0 for none.</summary>
    public int TraceEvery { get; init; }
}
