using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CdnLab.Forwarding;
using CdnLab.Node.Sessions;

namespace CdnLab.Node.Tests;

public sealed class WhipWhepTests
{
    [Fact]
    public async Task Publish_and_play_give_201_with_answer_location_and_tag()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        foreach (string protocol in new[] { "whip", "whep" })
        {
            using HttpResponseMessage response = await node.PostAsync($"/{protocol}/news", "offer", "application/sdp");
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            Assert.StartsWith($"/{protocol}/session/", response.Headers.Location!.ToString(), StringComparison.Ordinal);
            Assert.Matches("^\"[^\"]+\"$", response.Headers.ETag!.ToString());
            Assert.Equal("application/sdp", response.Content.Headers.ContentType!.ToString());
            Assert.Equal("answer of 127.0.0.1:8084".Replace(":8084", "", StringComparison.Ordinal), await response.Content.ReadAsStringAsync());
            Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Contains("Location", Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
            Assert.Empty(response.Headers.Server);
        }
    }

    [Theory]
    [InlineData("whip")]
    [InlineData("whep")]
    public async Task Bad_bodies_are_refused_with_a_sentence(string protocol)
    {
        await using TestNode node = await TestNode.StandaloneAsync("--max-sdp-size", "4 KiB");
        await AssertRefusedAsync(await node.PostAsync($"/{protocol}/s", "offer", "text/plain"), 415, "The body must be application/sdp.");
        await AssertRefusedAsync(await node.PostAsync($"/{protocol}/s", ""), 400, "The body is empty.");
        await AssertRefusedAsync(await node.PostAsync($"/{protocol}/s", new string('x', 4097)), 413, "The body has more than 4096 bytes.");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, $"/{protocol}/s") { Content = new StreamContent(new MemoryStream(new byte[9000])) };
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Content.Headers.ContentType = new MediaTypeHeaderValue("application/sdp");
        await AssertRefusedAsync(await node.Http.SendAsync(chunked), 413, "The body has more than 4096 bytes.");
        using var binary = new ByteArrayContent([0xFF, 0xFE, 0x80]);
        binary.Headers.ContentType = new MediaTypeHeaderValue("application/sdp");
        await AssertRefusedAsync(await node.Http.PostAsync($"/{protocol}/s", binary), 400, "The body is not UTF-8.");
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("%C3%A4")]
    [InlineData("a+b")]
    public async Task Bad_stream_name_is_400(string name)
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        await AssertRefusedAsync(await node.PostAsync($"/whip/{name}", "offer"), 400, "The name of a stream is 1 to 128 characters");
        await AssertRefusedAsync(await node.PostAsync($"/whep/{new string('a', 129)}", "offer"), 400, "The name of a stream is 1 to 128 characters");
    }

    [Fact]
    public async Task Playing_what_nobody_publishes_is_409_with_retry_after()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        HttpResponseMessage response = await node.PostAsync("/whep/news", "offer");
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        await AssertRefusedAsync(response, 409, "Nobody publishes stream 'news'.");
    }

    [Fact]
    public async Task Name_that_is_taken_is_409()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        await node.PublishAsync("news");
        await AssertRefusedAsync(await node.PostAsync("/whip/news", "offer"), 409, "Stream 'news' is already published on this node.");
    }

    [Fact]
    public async Task Refusal_of_the_media_half_is_passed_on()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        await node.PublishAsync("news");
        await AssertRefusedAsync(await node.PostAsync("/whep/news", "bad"), 400, "The offer is not SDP.");
    }

    [Fact]
    public async Task Full_node_is_503_with_retry_after_until_a_session_ends()
    {
        await using TestNode node = await TestNode.StandaloneAsync("--max-sessions", "2");
        await node.PublishAsync("news");
        HttpResponseMessage viewer = await node.PostAsync("/whep/news", "offer");
        HttpResponseMessage refused = await node.PostAsync("/whep/news", "offer");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        await AssertRefusedAsync(refused, 503, "The node has as many sessions as it may have.");
        await node.Http.DeleteAsync(viewer.Headers.Location);
        Assert.Equal(HttpStatusCode.Created, (await node.PostAsync("/whep/news", "offer")).StatusCode);
    }

    [Theory]
    [InlineData("/whip/news", "POST, OPTIONS")]
    [InlineData("/whep/news", "POST, HEAD, OPTIONS")]
    [InlineData("/whip/session/x", "PATCH, DELETE, OPTIONS")]
    [InlineData("/whep/session/x", "PATCH, DELETE, OPTIONS")]
    public async Task Preflight_allows_what_a_page_needs(string path, string methods)
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://player.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpResponseMessage response = await node.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(methods, string.Join(", ", response.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Equal("Authorization, Content-Type, If-Match", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Equal(
            path.Contains("session", StringComparison.Ordinal) ? "application/trickle-ice-sdpfrag" : "application/sdp",
            Assert.Single(response.Headers.GetValues(path.Contains("session", StringComparison.Ordinal) ? "Accept-Patch" : "Accept-Post")));
    }

    [Fact]
    public async Task Head_is_answered_by_whep_only_and_other_methods_by_nobody()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        using HttpResponseMessage head = await node.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/whep/news"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("application/sdp", head.Content.Headers.ContentType!.ToString());
        foreach ((string method, string path) in new[] { ("HEAD", "/whip/news"), ("GET", "/whip/news"), ("PUT", "/whep/news"), ("GET", "/whep/news"), ("POST", "/whip/session/x"), ("GET", "/whep/session/x") })
        {
            using HttpResponseMessage response = await node.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            Assert.True(response.StatusCode == HttpStatusCode.MethodNotAllowed, $"{method} {path} gave {response.StatusCode}");
            Assert.Contains("OPTIONS", response.Content.Headers.Allow);
        }
    }

    [Theory]
    [InlineData("\"tag\"", "tag")]
    [InlineData("*", "*")]
    [InlineData(null, null)]
    [InlineData("W/\"tag\"", "W/\"tag\"")]
    public async Task Trickle_is_204_and_hands_the_tag_over(string? header, string? expected)
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        string session = await node.PublishAsync("news");
        using HttpResponseMessage response = await PatchAsync(node, session, header);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(expected, node.Media.LastIfMatch);
    }

    [Fact]
    public async Task Restart_is_200_with_a_new_tag_and_a_fragment()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        string session = await node.PublishAsync("news");
        node.Media.NextPatch = new PatchOutcome(200, "a=ice-ufrag:x\r\n", "next", "");
        using HttpResponseMessage response = await PatchAsync(node, session, "*");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"next\"", response.Headers.ETag!.ToString());
        Assert.Equal("application/trickle-ice-sdpfrag", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("a=ice-ufrag:x\r\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(412, "The tag is stale.")]
    [InlineData(422, "Restart is not supported.")]
    [InlineData(428, "If-Match is missing.")]
    public async Task Refused_patch_is_passed_on(int status, string reason)
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        string session = await node.PublishAsync("news");
        node.Media.NextPatch = new PatchOutcome(status, "", "", reason);
        await AssertRefusedAsync(await PatchAsync(node, session, "\"x\""), status, reason);
    }

    [Fact]
    public async Task Patch_that_is_no_fragment_is_refused()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        string session = await node.PublishAsync("news");
        await AssertRefusedAsync(await PatchAsync(node, session, "\"x\"", "application/sdp"), 415, "The body must be application/trickle-ice-sdpfrag.");
        await AssertRefusedAsync(await PatchAsync(node, session, "unquoted"), 400, "If-Match must be one entity tag in quotes, or *.");
        await AssertRefusedAsync(await PatchAsync(node, "/whip/session/unknown", "*"), 404, "No such session.");
    }

    [Fact]
    public async Task Delete_is_200_once_and_then_404()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        string session = await node.PublishAsync("news");
        Assert.Equal(HttpStatusCode.OK, (await node.Http.DeleteAsync(session)).StatusCode);
        Assert.Equal(0, node.Media.Count("publisher"));
        await AssertRefusedAsync(await node.Http.DeleteAsync(session), 404, "There is no such session; it may have ended.");
    }

    [Fact]
    public async Task Status_tells_node_streams_and_media()
    {
        await using TestNode node = await TestNode.StandaloneAsync("--node-name", "o-eu1", "--region", "eu");
        await node.PublishAsync("news");
        using JsonDocument status = JsonDocument.Parse(await node.Http.GetStringAsync("/status"));
        JsonElement root = status.RootElement;
        Assert.Equal("o-eu1", root.GetProperty("node").GetString());
        Assert.Equal("127.0.0.1", root.GetProperty("id").GetString());
        Assert.Equal("eu", root.GetProperty("region").GetString());
        Assert.Equal("127.0.0.1:40000", root.GetProperty("media_address").GetString());
        Assert.Equal("news", root.GetProperty("streams")[0].GetProperty("name").GetString());
        Assert.Equal(1, root.GetProperty("media").GetProperty("sessions").GetProperty("publisher").GetInt32());
        Assert.Equal(7, root.GetProperty("media").GetProperty("counters").GetProperty("packets_forwarded").GetInt64());
    }

    [Fact]
    public async Task Unknown_path_is_404_and_says_what_there_is()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        await AssertRefusedAsync(await node.Http.GetAsync("/nothing.js"), 404, "There is nothing here.");
    }

    [Fact]
    public async Task Https_is_served_with_a_certificate_of_its_own_when_none_is_given()
    {
        await using TestNode node = await TestNode.StandaloneAsync("--https");
        Assert.StartsWith("https://127.0.0.1:", node.Http.BaseAddress!.ToString(), StringComparison.Ordinal);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=cdn-node" },
        });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(node.Http.BaseAddress, "/status"))).StatusCode);
        Assert.Contains("made just now", node.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_socket_serves_the_same_is_private_and_goes_away()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cdn-node-test-{Guid.NewGuid():N}.sock");
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // As a killed process leaves it: the file, and nobody behind it.
            stale.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        await using (TestNode node = await TestNode.StandaloneAsync("--admin-socket", path))
        {
            #pragma warning disable CA1416 // The socket exists on Linux and macOS only.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
#pragma warning restore CA1416
            using var client = new HttpClient(new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            });
            Assert.Contains("\"role\":\"edge\"", await client.GetStringAsync("http://node/status"), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Port_in_use_is_a_sentence_that_names_it()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        string taken = node.Http.BaseAddress!.ToString();
        Exception error = await Assert.ThrowsAsync<Http.StartFailure>(() => TestNode.StartAsync(["--listen", taken]));
        Assert.Equal($"listen 127.0.0.1:{node.Http.BaseAddress.Port} is in use by another process; give this node another address or port.", error.Message);
    }

    [Fact]
    public async Task Stopped_node_ends_its_media_half_last()
    {
        TestNode node = await TestNode.StandaloneAsync();
        await node.StopAsync();
        Assert.True(node.Media.Disposed);
    }

    [Fact]
    public async Task Sessions_and_tokens_never_reach_the_log()
    {
        await using TestNode node = await TestNode.StandaloneAsync();
        node.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "very-secret-token");
        string session = await node.PublishAsync("news");
        await PatchAsync(node, session, "*");
        node.Media.NextPatch = null!;
        Assert.Equal(HttpStatusCode.InternalServerError, (await PatchAsync(node, session, "*")).StatusCode);
        await node.Http.DeleteAsync(session);
        await node.StopAsync();
        string log = node.Log.ToString();
        Assert.Contains("A request failed: PATCH on whip", log, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", log, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PatchAsync(TestNode node, string session, string? ifMatch, string type = "application/trickle-ice-sdpfrag")
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, session)
        {
            Content = new StringContent("a=candidate:1 1 udp 1 127.0.0.1 5000 typ host\r\n", Encoding.UTF8),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await node.Http.SendAsync(request);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, int status, string sentence)
    {
        using (response)
        {
            string body = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode == status, $"Expected {status}, got {(int)response.StatusCode}: {body}");
            Assert.StartsWith("text/plain", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
            Assert.StartsWith(sentence, body, StringComparison.Ordinal);
        }
    }
}
