using System.Globalization;
using System.Net;
using CdnLab.Node.ControlPlane;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.Tests;

/// <summary>A real node in this process, on a loopback address of its own, with a fake media half.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static int s_last = Random.Shared.Next(0, 60_000);
    private readonly WebApplication _app;
    private bool _stopped;

    private TestNode(WebApplication app, FakeMediaPlane media, CapturedLog log, NodeSettings settings, string ready)
    {
        _app = app;
        Media = media;
        Log = log;
        Settings = settings;
        Ready = ready;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(System.Text.Json.JsonDocument.Parse(ready).RootElement.GetProperty("listen")[0].GetString()!),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public FakeMediaPlane Media { get; }

    public CapturedLog Log { get; }

    public NodeSettings Settings { get; }

    public string Ready { get; }

    public HttpClient Http { get; }

    public string Id => Settings.Id;

    public IControlPlane Control => _app.Services.GetRequiredService<IControlPlane>();

    /// <summary>A loopback address that no other node of this run has.</summary>
    public static string NewAddress()
    {
        int number = Interlocked.Increment(ref s_last) % 60_000;
        return string.Create(CultureInfo.InvariantCulture, $"127.{100 + (number / 30_000)}.{number / 200 % 150}.{1 + (number % 200)}");
    }

    public static Task<TestNode> StandaloneAsync(params string[] more) => StartAsync(["--listen", "http://127.0.0.1:0", .. more]);

    public static Task<TestNode> InCdnAsync(string role, string address, string? entry, params string[] more) => StartAsync(
    [
        "--cdn-role", role, "--cdn-ip", address, "--listen", $"http://{address}:0",
        .. entry is null ? Array.Empty<string>() : ["--cdn-point-of-entry", entry],
        .. more,
    ]);

    public static async Task<TestNode> StartAsync(string[] arguments)
    {
        bool good = NodeSettingsReader.TryRead(
            [.. arguments, "--log-level", "trace"], _ => null, File.ReadAllText, out NodeSettings? settings, out IReadOnlyList<string> errors);
        Assert.True(good, string.Join('\n', errors));
        var log = new CapturedLog();
        var ready = new TaskCompletionSource<string>();
        var media = new FakeMediaPlane(settings!.Id);
        WebApplication app = NodeHost.Build(settings, (_, _) => media, logging => logging.AddProvider(log), ready.SetResult);
        await app.StartAsync();
        return new TestNode(app, media, log, settings, await ready.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, string type = "application/sdp")
    {
        var content = new StringContent(body);
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(type);
        return Http.PostAsync(path, content);
    }

    /// <summary>Publishes and returns the session's path.</summary>
    public async Task<string> PublishAsync(string stream)
    {
        HttpResponseMessage response = await PostAsync($"/whip/{stream}", "offer");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    public bool Sees(TestNode other) =>
        Control.Snapshot.Nodes.Any(node => node.Info.Id == other.Id && node.State == PeerState.Active);

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            Http.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
