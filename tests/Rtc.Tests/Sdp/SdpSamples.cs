using System.Runtime.CompilerServices;
using CdnLab.Core;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Rtc.Tests.Sdp;

/// <summary>Descriptions that a browser made, or accepted from other servers; addresses replaced by loopback.</summary>
internal static class SdpSamples
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "Vectors", "sdp");

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.sdp").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Offers(string protocol) => Names.Where(name => name.StartsWith(protocol, StringComparison.Ordinal) && name.EndsWith("-offer", StringComparison.Ordinal));

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".sdp"));

    public static SessionDescription Read(string name) => Parse(Text(name));

    public static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out SessionDescription? description, out SdpError error), error.ToString());
        return description;
    }

    public static IceCredentials Credentials { get; } = IceCredentials.Create(new SeededRandom(9));

    public static SdpFingerprint Fingerprint { get; } = SdpFingerprint.FromSha256(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());

    public static AnswerOptions Whip { get; } = new()
    {
        Direction = SdpDirection.RecvOnly,
        Ice = Credentials,
        Fingerprint = Fingerprint,
        Candidates = [IceCandidate.CreateHost(NetAddress.FromIPv4(0x0A000001, 7000))],
        SessionId = 42,
    };

    public static AnswerOptions Whep { get; } = Whip with
    {
        Direction = SdpDirection.SendOnly,
        Tracks =
        [
            new SdpSendTrack { Kind = MediaKind.Audio, Ssrc = 1111, RtxSsrc = 1112, Cname = "node", StreamId = "stream", TrackId = "audio" },
            new SdpSendTrack { Kind = MediaKind.Video, Ssrc = 2221, RtxSsrc = 2222, Cname = "node", StreamId = "stream", TrackId = "video" },
        ],
    };

    private static string Here([CallerFilePath] string path = "") => path;
}
