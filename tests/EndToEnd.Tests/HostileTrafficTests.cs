using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using CdnLab.Core;
using CdnLab.EndToEnd.Tests.Harness;
using CdnLab.Viewers.Swarm;

namespace CdnLab.EndToEnd.Tests;

/// <summary>A node under fire while a stream plays.</summary>
public sealed class HostileTrafficTests
{
    private const string Node = "127.66.1.1";
    private const int Datagrams = 20_000;
    private const ulong Seed = 20;
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Garbage_on_every_surface_is_counted_and_dropped_and_the_viewer_loses_no_frame()
    {
        using var folder = new TemporaryFolder();
        await using NodeProcess node = await NodeProcess.StartAsync(folder, "under-fire", "origin", Node);
        await using var relay = new MediaRelay(node, "127.66.3.1", 8090);
        await using SwarmProcess swarm = await SwarmProcess.StartAsync(folder);
        await swarm.PublishAsync("s", node, "127.66.2.1");
        await swarm.JoinAsync([new SwarmViewer("relayed", "s", "n", relay.Url + "/whep/s", "127.66.2.2", true), new SwarmViewer("direct", "s", "n", node.Url + "/whep/s", "127.66.2.3", false)], 10);

        // All must know of the window before its first frame, and before its end.
        Instant start = SystemClock.Now + Lead;
        await swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Window(start.Nanoseconds, (start + TimeSpan.FromMinutes(10)).Nanoseconds));
        NodeStatus before = await node.StatusAsync();

        await Task.WhenAll(FireAsync(node, relay), RefusedRequestsAsync(node), GarbageOnTheControlPlaneAsync(node));
        Instant end = SystemClock.Now + Lead;
        await swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Window(start.Nanoseconds, end.Nanoseconds));
        await Task.Delay(end - SystemClock.Now + Lead);
        NodeStatus after = await node.StatusAsync();
        SwarmResults results = await swarm.CollectAsync(folder);

        PublisherResult sent = Assert.Single(results.Publishers);
        Assert.True(sent.VideoFrames > 30, $"only {sent.VideoFrames} pictures were sent while the node was under fire");
        foreach (SwarmViewerResult viewer in results.Viewers)
        {
            Assert.True(
                (viewer.VideoFrames, viewer.AudioFrames, viewer.DamagedFrames, viewer.UnprotectFailures, viewer.Freezes, viewer.Ended) == (sent.VideoFrames, sent.AudioFrames, 0, 0, 0, ""),
                $"seed {Seed}: {sent.VideoFrames} pictures and {sent.AudioFrames} sounds were sent; viewers got:\n{string.Join('\n', results.Viewers)}\nthe node counted {after.Text}");
        }

        foreach (string counter in new[] { "datagrams", "unknown_datagrams", "stray_stun", "stray_datagrams", "unprotect_failures", "replayed" })
        {
            Assert.True(after.Counters[counter] > before.Counters[counter], $"{counter} did not grow: {after.Text}");
        }

        Assert.True(after.Counters["datagrams"] - before.Counters["datagrams"] >= Datagrams / 2, $"most of the fire never reached the node: {after.Text}");
        Assert.True(after.Control["malformed_messages"] > before.Control["malformed_messages"], $"malformed_messages did not grow: {after.Text}");
        Assert.Equal((before.Running, before.Counters["sessions_made"]), (after.Running, after.Counters["sessions_made"]));
        Assert.Equal(0, after.Counters["transport_failures"]);
        Assert.False(node.Process.HasExited, "the node has ended");
    }

    /// <summary>Strangers and, through the relay, somebody in the viewer's place send what makes no sense, or made sense once.</summary>
    private static async Task FireAsync(NodeProcess node, MediaRelay relay)
    {
        byte[][] honest = [];
        await Waiting.UntilAsync(() =>
        {
            honest = relay.TakeSent();
            return honest.Count(IsFeedback) >= 10 ? null : $"of {honest.Length} datagrams of the viewer only {honest.Count(IsFeedback)} are feedback; ten are wanted, to be sent again";
        });
        var garbage = new Garbage(Seed, honest);
        Socket[] strangers = [.. Enumerable.Range(1, 8).Select(i =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Parse($"127.66.9.{i}"), 0));
            return socket;
        })];

        // In portions, so that the node's buffer does not overflow: it is to read all of it.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (int i = 0; i < Datagrams; i++)
        {
            byte[] datagram = garbage.Next();
            if (i % 3 == 0)
            {
                relay.Send(datagram);
            }
            else
            {
                strangers[i % strangers.Length].SendTo(datagram, node.Media);
            }

            if (i % 100 == 99)
            {
                await pace.WaitForNextTickAsync();
            }
        }

        foreach (Socket stranger in strangers)
        {
            stranger.Dispose();
        }
    }

    // RFC 7983 and RFC 5761 §4.
    private static bool IsFeedback(byte[] datagram) => datagram.Length > 1 && datagram[0] is >= 128 and < 192 && datagram[1] is >= 192 and < 224;

    private static async Task RefusedRequestsAsync(NodeProcess node)
    {
        string offer = Checkout.Read("tests/Vectors/sdp/whep-default-offer.sdp");
        await AssertRefusedAsync(413, "/whep/s", offer + new string('a', 70_000));
        await AssertRefusedAsync(413, "/whip/t", new string('v', 2_000_000));
        await AssertRefusedAsync(415, "/whep/s", offer, "application/json");
        await AssertRefusedAsync(400, "/whep/s", "this is no SDP");
        await AssertRefusedAsync(400, "/whip/t", "v=0\r\n" + new string('\0', 100));
        await AssertRefusedAsync(409, "/whep/nobody-publishes-this", offer);

        async Task AssertRefusedAsync(int expected, string path, string body, string type = "application/sdp")
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };

            // The node does not read what it refuses; without this a large body may meet a closed connection before the answer is read.
            request.Headers.ExpectContinue = true;
            using HttpResponseMessage reply = await node.Http.SendAsync(request);
            Assert.True((int)reply.StatusCode == expected, $"{path} with {body.Length} bytes of {type} was answered {(int)reply.StatusCode} instead of {expected}: {await reply.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task GarbageOnTheControlPlaneAsync(NodeProcess node)
    {
        byte[][] messages =
        [
            "this is no JSON"u8.ToArray(),
            "{\"type\":\"hello\"}"u8.ToArray(),
            Encoding.UTF8.GetBytes("{\"type\":\"hello\",\"node\":" + new string('[', 10_000)),
            Encoding.UTF8.GetBytes("{\"type\":\"" + new string('x', 2_000_000) + "\"}"),
            RandomNumberGenerator.GetBytes(1000),
        ];
        await Task.WhenAll(messages.Select(message => SendToControlPlaneAsync(node, message)));
    }

    private static async Task SendToControlPlaneAsync(NodeProcess node, byte[] message)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{node.Address}:{NodeProcess.ControlPort}/cdn/control"), limit.Token);
        try
        {
            await socket.SendAsync(message, message.Length == 1000 ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, limit.Token);
            byte[] answer = new byte[64 * 1024];
            while (socket.State == WebSocketState.Open)
            {
                await socket.ReceiveAsync(answer, limit.Token);
            }
        }
        catch (WebSocketException)
        {
            // Cut off in the middle of what it said: as good an answer.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the node kept a link whose first message was {Encoding.Latin1.GetString(message)[..Math.Min(40, message.Length)]}…");
        }
    }
}
