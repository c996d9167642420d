using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Forwarding;

/// <summary>How a node's media half is set up.</summary>
public sealed record MediaNodeOptions
{
    /// <summary>Where peers reach it: the candidate in every answer.</summary>
    public required NetAddress Address { get; init; }

    /// <summary>DTLS with that certificate, and the SRTP profiles.</summary>
    public required DtlsContext Dtls { get; init; }

    /// <summary>The context's certificate; its hash goes into every answer.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>Our part in DTLS where an offer leaves the choice: <see cref="SdpSetup.Passive"/> or <see cref="SdpSetup.Active"/>.</summary>
    public SdpSetup DtlsSetup { get; init; } = SdpSetup.Passive;

    /// <summary>Fills a span with random bytes: session names, ICE passwords, SSRCs. Cryptographic except in tests.</summary>
    public required Action<Span<byte>> Random { get; init; }

    /// <summary>Sessions of all kinds; one more is refused with 503.</summary>
    public int MaximumSessions { get; init; } = 10_000;

    /// <summary>How long a pulled stream is kept when nobody receives it (behaviour spec §6 no. 3).</summary>
    public TimeSpan IdlePullTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The least time between two key frame requests upstream for one track.</summary>
    public TimeSpan KeyFrameRequestInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
