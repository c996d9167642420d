using CdnLab.Core;
using CdnLab.Links.Netem;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Fuzz.Tests;

/// <summary>A node that serves a stream while strangers throw at it whatever they have.</summary>
public sealed class NodeUnderFireTests
{
    [Fact]
    public void A_running_stream_is_not_disturbed_by_what_strangers_send()
    {
        var link = new LinkProfile { Delay = TimeSpan.FromMilliseconds(20) };
        using var cdn = new SimCdn(9, link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        cdn.Pull("stream", link.Delay);
        ViewerPeer viewer = cdn.Join(cdn.Edge, "stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(2));

        var window = new MeasuringWindow(cdn.Network.Now, cdn.Network.Now + TimeSpan.FromSeconds(4));
        publisher.Window = window;
        viewer.SetWindow(window, new StreamLatencies());
        int thrown = Bombard(cdn, publisher, viewer, window.End);
        cdn.Network.RunFor(TimeSpan.FromSeconds(2));
        viewer.Finish();

        string figures = $"video {viewer.Measured.VideoFrames} of {publisher.VideoFrames}, audio {viewer.Measured.AudioFrames} of {publisher.AudioFrames}, "
            + $"freezes {viewer.Measured.Freezes}, damaged {viewer.Measured.DamagedFrames}, viewer {viewer.Transport?.State} {viewer.Transport?.Failure}";
        Assert.True(publisher.VideoFrames > 100 && viewer.Measured.VideoFrames == publisher.VideoFrames, figures);
        Assert.True(viewer.Measured.AudioFrames == publisher.AudioFrames, figures);
        Assert.True(viewer.Measured.DamagedFrames == 0 && viewer.Measured.Freezes == 0, figures);
        Assert.Equal(0, cdn.Origin.Core.Counters.SessionsEnded + cdn.Edge.Core.Counters.SessionsEnded);
        Assert.True(cdn.Origin.Core.Counters.Datagrams > thrown / 2, $"{thrown} thrown, {cdn.Origin.Core.Counters.Datagrams} seen");
    }

    private static int Bombard(SimCdn cdn, PublisherPeer publisher, ViewerPeer viewer, Instant until)
    {
        byte[][] corpus = [.. FuzzTargets.Make("node-datagram").Corpus.Select(static entry => entry.Bytes)];
        var mutator = new Mutator(9);
        var random = new SeededRandom(9);
        int thrown = 0;
        while (cdn.Network.Now < until)
        {
            // Under the address of a stranger, of a peer of each node, and of each node to the other.
            byte[] bytes = mutator.Mutate(corpus[random.Next(corpus.Length)], corpus[random.Next(corpus.Length)]);
            NetAddress stranger = NetAddress.FromIPv4(0x0A500600 + (uint)random.Next(256), (ushort)(1 + random.Next(65535)));
            cdn.Network.Send(stranger, cdn.Origin.Address, bytes);
            cdn.Network.Send(cdn.AddressOf(publisher), cdn.Origin.Address, bytes);
            cdn.Network.Send(cdn.AddressOf(viewer), cdn.Edge.Address, bytes);
            cdn.Network.Send(cdn.Edge.Address, cdn.Origin.Address, bytes);
            cdn.Network.Send(cdn.Origin.Address, cdn.Edge.Address, bytes);
            thrown += 5;
            cdn.Network.RunFor(TimeSpan.FromMicroseconds(500));
        }

        return thrown;
    }
}
