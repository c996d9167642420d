using System.Net;
using System.Net.WebSockets;
using System.Text;
using CdnLab.Control;
using CdnLab.Node.ControlPlane;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Node.Tests;

public sealed class CdnTests
{
    [Fact]
    public async Task Three_nodes_pull_share_stop_and_outlive_their_entry_point()
    {
        // 1. Two origins and an edge, all through the first.
        await using TestNode eu = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        await using TestNode us = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), eu.Id);
        await using TestNode edge = await TestNode.InCdnAsync("edge", TestNode.NewAddress(), eu.Id);
        TestNode[] all = [eu, us, edge];
        await Waiting.UntilAsync(
            () => all.All(node => all.All(other => node == other || node.Sees(other))),
            () => string.Join("; ", all.SelectMany(node => all.Where(other => other != node && !node.Sees(other)).Select(other => $"{node.Id} does not see {other.Id}"))));

        // 2. A stream of the second origin plays on the edge; many viewers share one pull.
        string session = await us.PublishAsync("test_us");
        await RouteAsync(edge, "test_us");
        HttpResponseMessage[] joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => edge.PostAsync("/whep/test_us", "offer")));
        Assert.All(joined, response => Assert.Equal(HttpStatusCode.Created, response.StatusCode));
        await Waiting.UntilAsync(() => us.Media.Count("node") == 1 && edge.Media.Log.Contains($"pull completed with answer of {us.Id}"), () => "the served pull");
        Assert.Single(edge.Media.Log, line => line.StartsWith("pull begun test_us", StringComparison.Ordinal));
        Assert.Contains($"pull begun test_us from {us.Id} with 2 tracks", edge.Media.Log);

        // 3. The name cannot be published on the edge meanwhile, and another origin does not play it.
        Assert.Equal(HttpStatusCode.Conflict, (await edge.PostAsync("/whip/test_us", "offer")).StatusCode);
        await RouteAsync(eu, "test_us");
        HttpResponseMessage refused = await eu.PostAsync("/whep/test_us", "offer");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(
            $"Stream 'test_us' is published on origin {us.Id}, and an origin does not play streams of other origins. Ask an edge for it.\n",
            await refused.Content.ReadAsStringAsync());

        // 4. What is published on the edge stays there.
        await edge.PublishAsync("local");
        await us.PublishAsync("marker");
        await RouteAsync(eu, "marker");
        Assert.Null(eu.Control.Snapshot.Find("local"));

        // 5. The entry point goes; the pull and new streams do not notice.
        await eu.StopAsync();
        await Waiting.UntilAsync(() => !edge.Sees(eu) && !us.Sees(eu), () => "both have noticed that the entry point is gone");
        Assert.True(edge.Media.Pulls("test_us"));
        await us.PublishAsync("after");
        await RouteAsync(edge, "after");

        // 6. The publisher stops: downstream stops at once, and the edge frees the name.
        await us.Http.DeleteAsync(session);
        await Waiting.UntilAsync(() => edge.Media.Log.Contains("pull ended test_us: Stopped by publisher stop"), () => "the end of the pull");
        Assert.Equal(0, edge.Media.Count("viewer"));
        Assert.Equal(HttpStatusCode.Conflict, (await edge.PostAsync("/whep/test_us", "offer")).StatusCode);
    }

    [Fact]
    public async Task Idle_pull_frees_the_session_of_the_serving_node()
    {
        await using TestNode origin = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        await using TestNode edge = await TestNode.InCdnAsync("edge", TestNode.NewAddress(), origin.Id);
        await PullAsync(origin, edge);
        edge.Media.GiveUpPull("s", "Nobody watches.");
        await Waiting.UntilAsync(() => origin.Media.Count("node") == 0, () => "the session on the origin is freed");
        Assert.Contains("node closed s", origin.Media.Log);
        await PullAsync(origin, edge);
    }

    [Fact]
    public async Task Pull_outlives_the_link_and_the_node_finds_back()
    {
        await using TestNode origin = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null, "--keep-alive-interval", "100 ms", "--keep-alive-timeout", "200 ms");
        string address = TestNode.NewAddress();
        await using TestNode edge = await TestNode.InCdnAsync("edge", address, origin.Id);
        await PullAsync(origin, edge);

        // An impostor of a later incarnation takes the place of the edge on the origin, and leaves.
        using (ClientWebSocket impostor = await DialAsync(origin))
        {
            await SendAsync(impostor, ControlJson.Serialize(new HelloMessage(new NodeInfo(address, address, 8084, "edge", "1", long.MaxValue), 99)));
            await Waiting.UntilAsync(() => origin.Media.Count("node") == 0, () => "the origin takes the edge for restarted");
        }

        await Waiting.UntilAsync(() => origin.Sees(edge) && edge.Sees(origin), () => "the two are linked again");
        Assert.True(edge.Media.Pulls("s"));
    }

    [Fact]
    public async Task Origin_that_refuses_or_does_not_answer_ends_the_pull()
    {
        await using TestNode edge = await TestNode.InCdnAsync("edge", TestNode.NewAddress(), null, "--pull-answer-timeout", "200 ms");
        string origin = TestNode.NewAddress();
        using ClientWebSocket link = await DialAsync(edge);
        await SendAsync(link, ControlJson.Serialize(new HelloMessage(new NodeInfo(origin, origin, 8084, "origin", "9.9", 5), 1)));
        await SendAsync(link, ControlJson.Serialize(new StreamListMessage(1, [new StreamInfo("s", origin, [])])));
        await RouteAsync(edge, "s");

        Assert.Equal(HttpStatusCode.Created, (await edge.PostAsync("/whep/s", "offer")).StatusCode);
        await Waiting.UntilAsync(
            () => edge.Media.Log.Contains($"pull ended s: {origin} did not answer within 0.2 s."), () => "the end of the pull that nobody answers");

        Assert.Equal(HttpStatusCode.Created, (await edge.PostAsync("/whep/s", "offer")).StatusCode);
        PullMessage pull = await ReceiveAsync<PullMessage>(link, message => message.Id != "pull-1");
        Assert.Equal("pull offer", pull.Offer);
        await SendAsync(link, ControlJson.Serialize(new PullRefusedMessage(pull.Id, 404, "not here")));
        await Waiting.UntilAsync(() => edge.Media.Log.Contains($"pull ended s: {origin} refused: not here"), () => "the end of the pull that is refused");

        // An answer that comes too late is declined, so that the origin frees its session.
        await SendAsync(link, ControlJson.Serialize(new PullAnswerMessage(pull.Id, "late")));
        PullEndMessage end = await ReceiveAsync<PullEndMessage>(link, message => message.Id == pull.Id);
        Assert.Equal("The pull was given up before the answer came.", end.Reason);
    }

    [Fact]
    public async Task Origin_serves_only_what_is_published_there()
    {
        await using TestNode origin = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        using ClientWebSocket link = await JoinAsync(origin);
        await SendAsync(link, ControlJson.Serialize(new PullMessage("p1", "nothing", "offer")));
        PullRefusedMessage refused = await ReceiveAsync<PullRefusedMessage>(link, _ => true);
        Assert.Equal(("p1", 404, "Stream 'nothing' is not published here."), (refused.Id, refused.Code, refused.Reason));
        await origin.PublishAsync("s");
        await SendAsync(link, ControlJson.Serialize(new PullMessage("p1", "s", "offer")));
        Assert.Equal($"answer of {origin.Id}", (await ReceiveAsync<PullAnswerMessage>(link, _ => true)).Answer);
        await SendAsync(link, ControlJson.Serialize(new PullMessage("p1", "s", "offer")));
        Assert.Equal(400, (await ReceiveAsync<PullRefusedMessage>(link, _ => true)).Code);
    }

    [Fact]
    public async Task Garbage_is_counted_and_ends_the_link_and_the_node_goes_on()
    {
        await using TestNode node = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        Gen<byte[]> garbage = ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => bytes.Length == 0 ? [0x7B] : bytes);
        long before = node.Control.Counters["malformed_messages"];
        byte[][] messages = [.. garbage.Sample(30)];
        long expected = before;
        foreach (byte[][] batch in messages.Chunk(10))
        {
            using ClientWebSocket link = await JoinAsync(node);
            foreach (byte[] bytes in batch)
            {
                await link.SendAsync(bytes, WebSocketMessageType.Binary, true, default);
            }

            expected += batch.Length;
            await Waiting.UntilAsync(
                () => node.Control.Counters["malformed_messages"] == expected,
                () => $"{expected} malformed messages; there are {node.Control.Counters["malformed_messages"]}");
            Assert.Equal(WebSocketState.Open, link.State);
            await link.SendAsync("{"u8.ToArray(), WebSocketMessageType.Text, true, default);
            expected++;
            await AssertEndsAsync(link);
        }

        await using TestNode other = await TestNode.InCdnAsync("edge", TestNode.NewAddress(), node.Id);
        await Waiting.UntilAsync(() => other.Sees(node), () => "a node can still join");
    }

    [Fact]
    public async Task Oversized_messages_end_the_link()
    {
        await using TestNode node = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        using (ClientWebSocket stranger = await DialAsync(node))
        {
            await SendAsync(stranger, new byte[17 * 1024]);
            await AssertEndsAsync(stranger);
        }

        using ClientWebSocket link = await JoinAsync(node);
        Task sending = SendAsync(link, new byte[(1 << 20) + 1]);
        await AssertEndsAsync(link);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await sending;
            await SendAsync(link, [1]);
        });
        Assert.Equal(2, node.Control.Counters["malformed_messages"]);
    }

    [Fact]
    public async Task Unknown_types_are_ignored()
    {
        await using TestNode node = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        using ClientWebSocket link = await JoinAsync(node);
        for (int i = 0; i < 30; i++)
        {
            await SendAsync(link, """{"type":"of_a_later_version","x":1}"""u8.ToArray());
        }

        await Waiting.UntilAsync(() => node.Control.Counters["unknown_types"] == 30, () => "30 unknown types are counted");
        Assert.Equal(WebSocketState.Open, link.State);
    }

    [Fact]
    public async Task Peer_that_does_not_read_is_dropped_and_counted()
    {
        await using TestNode node = await TestNode.InCdnAsync(
            "origin", TestNode.NewAddress(), null, "--keep-alive-timeout", "1 h", "--max-message-size", "64 KiB");
        string origin = TestNode.NewAddress();
        using ClientWebSocket link = await DialAsync(node);
        await SendAsync(link, ControlJson.Serialize(new HelloMessage(new NodeInfo(origin, origin, 8084, "edge", "1", 5), 1)));
        await Waiting.UntilAsync(() => node.Control.Snapshot.Nodes.Count == 1, () => "the link stands");
        string reason = new('x', 1000);
        for (int i = 0; i < 20_000 && node.Control.Counters["slow_peers_dropped"] == 0; i++)
        {
            node.Control.Send(origin, new PullEndMessage("p", reason));
        }

        await Waiting.UntilAsync(() => node.Control.Counters["slow_peers_dropped"] == 1, () => "the slow peer is dropped");
        await Waiting.UntilAsync(() => node.Control.Snapshot.Nodes[0].State == PeerState.Passive, () => "the slow peer is passive");
    }

    [Fact]
    public async Task Control_plane_is_for_nodes_on_its_own_address_only()
    {
        await using TestNode node = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal(HttpStatusCode.NotFound, (await node.Http.GetAsync("/cdn/control")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"http://{node.Id}:8084/status")).StatusCode);
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await client.GetAsync($"http://{node.Id}:8084/cdn/control")).StatusCode);
        using var fromPage = new HttpRequestMessage(HttpMethod.Get, $"http://{node.Id}:8084/cdn/control");
        fromPage.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(fromPage)).StatusCode);
    }

    [Fact]
    public async Task Secrets_of_pulls_never_reach_the_log()
    {
        await using TestNode origin = await TestNode.InCdnAsync("origin", TestNode.NewAddress(), null);
        await using TestNode edge = await TestNode.InCdnAsync("edge", TestNode.NewAddress(), origin.Id);
        edge.Media.PullOfferText = "a=ice-pwd:secret";
        await PullAsync(origin, edge);
        edge.Media.GiveUpPull("s", "Nobody watches.");
        await Waiting.UntilAsync(() => origin.Media.Count("node") == 0, () => "the session on the origin is freed");
        Assert.Contains("Pulling stream s", edge.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", edge.Log.ToString() + origin.Log, StringComparison.Ordinal);
    }

    private static async Task PullAsync(TestNode origin, TestNode edge)
    {
        if (origin.Media.Count("publisher") == 0)
        {
            await origin.PublishAsync("s");
        }

        await RouteAsync(edge, "s");
        Assert.Equal(HttpStatusCode.Created, (await edge.PostAsync("/whep/s", "offer")).StatusCode);
        await Waiting.UntilAsync(() => origin.Media.Count("node") == 1, () => "the origin serves the edge");
        await Waiting.UntilAsync(() => edge.Media.Log.Contains($"pull completed with answer of {origin.Id}"), () => "the answer has arrived");
    }

    private static Task RouteAsync(TestNode node, string stream) =>
        Waiting.UntilAsync(() => node.Control.Snapshot.Find(stream) is { IsReachable: true }, () => $"{node.Id} has a route to {stream}\n{node.Log}");

    private static async Task<ClientWebSocket> DialAsync(TestNode node)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        await socket.ConnectAsync(new Uri($"ws://{node.Id}:8084/cdn/control"), default);
        return socket;
    }

    /// <summary>Links a made-up edge and waits until it is known.</summary>
    private static async Task<ClientWebSocket> JoinAsync(TestNode node)
    {
        string id = TestNode.NewAddress();
        ClientWebSocket socket = await DialAsync(node);
        await SendAsync(socket, ControlJson.Serialize(new HelloMessage(new NodeInfo(id, id, 8084, "edge", "1", 5), 1)));
        await Waiting.UntilAsync(() => node.Control.Snapshot.Nodes.Any(view => view.Info.Id == id && view.State == PeerState.Active), () => $"{id} is linked");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] message) => socket.SendAsync(message, WebSocketMessageType.Text, true, default);

    private static async Task<T> ReceiveAsync<T>(ClientWebSocket socket, Func<T, bool> which)
        where T : ControlMessage
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        byte[] buffer = new byte[1 << 16];
        var seen = new List<string>();
        try
        {
            while (true)
            {
                WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, deadline.Token);
                ControlJson.TryParse(buffer.AsSpan(0, result.Count), out ControlMessage? message, out _);
                seen.Add(Encoding.UTF8.GetString(buffer, 0, result.Count));
                if (message is T wanted && which(wanted))
                {
                    return wanted;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new Xunit.Sdk.XunitException($"No {typeof(T).Name}; there came: {string.Join('\n', seen)}");
        }
    }

    private static async Task AssertEndsAsync(ClientWebSocket socket)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        byte[] buffer = new byte[1 << 16];
        try
        {
            while ((await socket.ReceiveAsync(buffer, deadline.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Cut off without a goodbye, which is an end as well.
        }
        catch (OperationCanceledException)
        {
            throw new Xunit.Sdk.XunitException("The link should have ended within 10 s.");
        }
    }
}
