using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace CdnLab.Viewers.Swarm;

/// <summary>Speaks WHIP (RFC 9725) and WHEP over a connection of the peer's own, from the peer's own address.</summary>
internal static class SessionClient
{
    private const int MaximumAnswer = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Posts an offer.</summary>
    /// <exception cref="HttpRequestException">The endpoint cannot be reached or does not answer in time.</exception>
    public static async Task<SessionResource> PostAsync(Uri endpoint, string offer, IPAddress local, CancellationToken cancellation)
    {
        using HttpClient client = NewClient(local);
        using var content = new StringContent(offer, Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));
        try
        {
            using HttpResponseMessage response = await client.PostAsync(endpoint, content, cancellation).ConfigureAwait(false);
            string body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            Uri? location = response.Headers.Location is { } given ? new Uri(endpoint, given) : null;
            return new SessionResource((int)response.StatusCode, body, location);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw NoAnswer(endpoint, exception);
        }
    }

    /// <summary>Ends a session; its HTTP status is of no further interest.</summary>
    /// <exception cref="HttpRequestException">The endpoint cannot be reached or does not answer in time.</exception>
    public static async Task DeleteAsync(Uri session, IPAddress local, CancellationToken cancellation)
    {
        using HttpClient client = NewClient(local);
        try
        {
            using HttpResponseMessage response = await client.DeleteAsync(session, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw NoAnswer(session, exception);
        }
    }

    // The client tells its own timeout as a cancellation, which would read as somebody's wish to end.
    private static HttpRequestException NoAnswer(Uri from, OperationCanceledException exception) =>
        new($"{from.Authority} did not answer within {Timeout.TotalSeconds:0} s.", exception);

    private static HttpClient NewClient(IPAddress local)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    socket.Bind(new IPEndPoint(local, 0));
                    await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = MaximumAnswer };
    }
}
