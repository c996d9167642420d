using CdnLab.Fuzz.Tests.Targets;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Fuzz.Tests;

/// <summary>All targets: how to make one, and how many mutations an ordinary test run tries, which is a question of time.</summary>
public static class FuzzTargets
{
    private static readonly string[] Datagrams = ["stun", "ice-agent", "rtp", "rtcp", "srtp-gcm", "srtp-cm", "dtls"];

    private static readonly FuzzEntry[] All =
    [
        new(() => new DemuxTarget(), 20_000, Datagrams),
        new(() => new StunTarget(), 30_000),
        new(() => new IceAgentTarget(), 10_000),
        new(() => new RtpTarget(), 40_000),
        new(() => new RtcpTarget(), 40_000),
        new(() => new SrtpTarget(SrtpProfile.AeadAes128Gcm), 20_000),
        new(() => new SrtpTarget(SrtpProfile.AesCm128HmacSha1_80), 15_000),
        new(() => new DtlsTarget(), 6_000),
        new(() => new SdpTarget(), 4_000),
        new(() => new IceFragmentTarget(), 10_000),
        new(() => new ControlTarget(), 10_000),
        new(() => new MediaPayloadTarget(), 40_000),
        new(() => new FrameAssemblerTarget(), 15_000),
        new(() => new NodeSignallingTarget(), 400, ["sdp", "ice-fragment"]),
        new(() => new NodeDatagramTarget(), 10_000, Datagrams),
        new(() => new NodePeerTarget(), 4_000, ["rtp", "rtcp"]),
    ];

    /// <summary>The names, for theories.</summary>
    public static IEnumerable<string> Names { get; } = [.. All.Select(Name)];

    /// <summary>Makes a target by its name, with the cases it begins from.</summary>
    internal static (IFuzzTarget Target, int Mutations, IReadOnlyList<CorpusCase> Corpus) Make(string name)
    {
        FuzzEntry entry = All.Single(entry => Name(entry) == name);
        IFuzzTarget target = entry.Make();
        return (target, entry.Mutations, [.. (entry.Folders ?? [target.Name]).SelectMany(Corpus.Read)]);
    }

    private static string Name(FuzzEntry entry)
    {
        IFuzzTarget target = entry.Make();
        string name = target.Name;
        (target as IDisposable)?.Dispose();
        return name;
    }
}
