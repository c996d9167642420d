using System.Text;
using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>What HTTP hands to a node: offers to publish and to play, fragments to patch with, answers of other nodes.</summary>
internal sealed class NodeSignallingTarget : IFuzzTarget, IDisposable
{
    private static readonly Instant Now = new(1_000_000_000);
    private static readonly StreamDescription Pulled = new(
        "pulled",
        [
            new TrackDescription(TrackKind.Audio, "opus", 48_000, 2, "minptime=10;useinbandfec=1"),
            new TrackDescription(TrackKind.Video, "VP8", 90_000, 1, ""),
        ]);

    private DtlsCertificate? _certificate;
    private DtlsContext? _dtls;
    private MediaNode? _node;

    public string Name => "node-signalling";

    public void Run(ReadOnlySpan<byte> input)
    {
        MediaNode node = _node ??= MakeNode();
        string text = Encoding.UTF8.GetString(input);
        NegotiationOutcome published = node.Publish(Now, "new", text);
        Check(published);
        foreach (PeerKind kind in (ReadOnlySpan<PeerKind>)[PeerKind.Viewer, PeerKind.Node])
        {
            NegotiationOutcome played = node.Play(Now, "pulled", text, kind);
            Check(played);
            if (played.Status == 201)
            {
                PatchOutcome patched = node.Patch(Now, played.SessionId, "*", text);
                Broken.Unless(patched.Status is 200 or 400 or 422, $"PATCH said {patched.Status}");
                patched = node.Patch(Now, played.SessionId, patched.ETag.Length > 0 ? patched.ETag : played.ETag, text);
                Broken.Unless(patched.Status is 204 or 400, $"PATCH said {patched.Status}");
                Broken.Unless(node.Close(Now, played.SessionId, "test"), "a session that cannot be closed");
            }
        }

        if (published.Status == 201)
        {
            Broken.Unless(node.Close(Now, published.SessionId, "test"), "a session that cannot be closed");
        }

        PullOffer pull = node.BeginPull(Now, Pulled with { Name = "another" });
        if (node.CompletePull(Now, pull.PullId, text) is null)
        {
            node.EndPull(Now, pull.PullId, "test");
        }

        node.EndBatch(Now);
        while (node.TryPollEvent(out _))
        {
        }

        foreach (PeerRole role in Enum.GetValues<PeerRole>())
        {
            Broken.Unless(node.CountSessions(role) == 0, $"a {role} session is left");
        }

        Broken.Unless(node.ListStreams(LocalStreamKind.Published).Count == 0, "a stream is left");
        Broken.Unless(node.ListStreams(LocalStreamKind.Pulled).Count == 1, "a pulled stream is left");
    }

    public void Dispose()
    {
        _node?.Dispose();
        _dtls?.Dispose();
        _certificate?.Dispose();
    }

    private static void Check(NegotiationOutcome outcome)
    {
        Broken.Unless(outcome.Status is 201 or 400, $"an offer got {outcome.Status}: {outcome.Reason}");
        Broken.Unless(
            outcome.Status != 201 || SessionDescription.TryParse(outcome.Answer, out _, out _), "an answer that does not parse");
        Broken.Unless(outcome.Status == 201 || outcome.Reason.Length > 0, "refused without a sentence");
    }

    private MediaNode MakeNode()
    {
        _certificate = DtlsCertificate.Create(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero));
        _dtls = new DtlsContext(_certificate);
        var random = new SeededRandom(3);
        var node = new MediaNode(
            new MediaNodeOptions
            {
                Address = NetAddress.FromIPv4(0x0A000001, 7000),
                Dtls = _dtls,
                Certificate = _certificate,
                Random = bytes =>
                {
                    foreach (ref byte value in bytes)
                    {
                        value = (byte)random.NextUInt64();
                    }
                },
            },
            new NullSink());

        // A stream that can be played although nobody publishes it here: it is being fetched.
        node.BeginPull(Now, Pulled);
        return node;
    }
}
