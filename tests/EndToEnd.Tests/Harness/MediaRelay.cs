using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>
/// Stands between viewers and a node, for WHEP and for media, so that a test has every datagram that a viewer sent and can
/// send others in its name: from the address that the node knows the viewer by.
/// </summary>
internal sealed class MediaRelay : IAsyncDisposable
{
    private readonly NodeProcess _node;
    private readonly HttpListener _http = new();
    private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _back = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Task _serving;
    private readonly Thread[] _threads;
    private readonly List<byte[]> _sent = [];
    private readonly string _address;
    private volatile EndPoint? _viewer;
    private volatile bool _ending;

    public MediaRelay(NodeProcess node, string address, int httpPort)
    {
        _node = node;
        _address = address;
        _front.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        _back.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        Url = $"http://{address}:{httpPort}";
        _http.Prefixes.Add(Url + "/");
        _http.Start();
        _serving = ServeAsync();
        _threads = [StartRelaying(_front, Forth), StartRelaying(_back, Back)];
    }

    public string Url { get; }

    /// <summary>All that the viewer has sent so far.</summary>
    public byte[][] TakeSent()
    {
        lock (_sent)
        {
            return [.. _sent];
        }
    }

    /// <summary>Sends to the node in the viewer's name.</summary>
    public void Send(ReadOnlySpan<byte> datagram) => _back.SendTo(datagram, _node.Media);

    public async ValueTask DisposeAsync()
    {
        _ending = true;
        _http.Close();
        await _serving;
        _front.Dispose();
        _back.Dispose();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _http.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                using var content = new StringContent(await reader.ReadToEndAsync(), Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));
                using HttpResponseMessage reply = await _node.Http.PostAsync(context.Request.RawUrl, content);
                string body = await reply.Content.ReadAsStringAsync();
                string port = ((IPEndPoint)_front.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
                string answer = body.Replace($"{_node.Address} {NodeProcess.MediaPort} ", $"{_address} {port} ", StringComparison.Ordinal);
                Assert.True((int)reply.StatusCode != 201 || answer != body, $"the answer names no candidate {_node.Media}: {body}");
                context.Response.StatusCode = (int)reply.StatusCode;
                if (reply.Headers.Location is { } location)
                {
                    context.Response.Headers["Location"] = new Uri(new Uri(_node.Url), location).ToString();
                }

                context.Response.ContentType = reply.Content.Headers.ContentType?.ToString();
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException && _ending)
        {
            // The test is over.
        }
    }

    private void Forth(ReadOnlySpan<byte> datagram, EndPoint from)
    {
        _viewer = from;
        lock (_sent)
        {
            _sent.Add(datagram.ToArray());
        }

        _back.SendTo(datagram, _node.Media);
    }

    private void Back(ReadOnlySpan<byte> datagram, EndPoint from)
    {
        if (_viewer is { } viewer)
        {
            _front.SendTo(datagram, viewer);
        }
    }

    // A thread each: what waits for one of the pool's would look like the node's delay.
    private Thread StartRelaying(Socket from, Relay relay)
    {
        var thread = new Thread(() =>
        {
            byte[] buffer = new byte[2048];
            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            try
            {
                while (true)
                {
                    int length = from.ReceiveFrom(buffer, ref sender);
                    relay(buffer.AsSpan(0, length), sender);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException && _ending)
            {
                // The test is over.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private delegate void Relay(ReadOnlySpan<byte> datagram, EndPoint from);
}
