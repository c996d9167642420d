using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using CdnLab.Node.Settings;

namespace CdnLab.Node.ControlPlane;

/// <summary>Opens WebSockets to other nodes, from the node's own CDN address.</summary>
internal sealed class ControlDialer : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);

    private readonly NodeSettings _settings;
    private readonly HttpMessageInvoker _http;

    public ControlDialer(NodeSettings settings)
    {
        _settings = settings;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,

            // Nodes call each other directly; a proxy in the environment is for other things.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
        });
    }

    /// <summary>Connects.</summary>
    /// <exception cref="Exception">Of the kinds that <see cref="IsExpected"/> knows, when it cannot be done in time.</exception>
    public async Task<WebSocket> DialAsync(DialTarget target, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(s_timeout);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = _settings.KeepAliveInterval;
            socket.Options.KeepAliveTimeout = _settings.KeepAliveTimeout;
            socket.Options.HttpVersion = HttpVersion.Version11;
            await socket.ConnectAsync(new Uri($"ws://{target}{ControlEndpoint.Path}"), _http, deadline.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an exception means that the other side cannot be reached, rather than a mistake here.</summary>
    public static bool IsExpected(Exception error) =>
        error is WebSocketException or OperationCanceledException or HttpRequestException or SocketException or IOException;

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        // NoDelay: with Nagle's algorithm the second small write of a request waits for an acknowledgement, which costs a
        // whole round trip across an ocean.
        var socket = new Socket(_settings.CdnIp.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(_settings.CdnIp, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
