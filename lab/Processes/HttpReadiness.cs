using System.Net.Sockets;

namespace CdnLab.Processes;

/// <summary>Waits until a server answers HTTP, over TCP or a Unix domain socket.</summary>
public static class HttpReadiness
{
    // A server that begins to listen tells nobody; asking is the only way to know. A refused connection costs microseconds.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// A client whose connections go to a Unix domain socket whatever host a request names. That is how the runner reaches a
    /// node inside another network namespace: the file system is shared, the network is not.
    /// </summary>
    public static HttpClient CreateClient(string unixSocketPath) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(unixSocketPath), cancel).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri("http://localhost/") };

    /// <summary>A client for a server that is reached over the network; never through a proxy.</summary>
    public static HttpClient CreateClient(Uri address) => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

    /// <summary>Asks until the answer is a success (2xx).</summary>
    /// <param name="child">The process that is to answer; when it ends, the wait ends.</param>
    /// <param name="client">From <see cref="CreateClient(string)"/> or <see cref="CreateClient(Uri)"/>; stays the caller's.</param>
    /// <param name="path">Path to ask for, such as <c>/healthz</c>.</param>
    /// <param name="timeout">How long to ask.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The body of the answer.</returns>
    /// <exception cref="ProcessFailedException">The child ended, or the time is over; with the last answer and log lines.</exception>
    public static async Task<string> WaitForHttpAsync(
        this ChildProcess child, HttpClient client, string path, TimeSpan timeout, CancellationToken cancel = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        using var timer = new PeriodicTimer(Interval);
        string last = "none";
        while (!child.HasExited)
        {
            try
            {
                using HttpResponseMessage response = await client.GetAsync(path, limit.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
                }

                last = $"status {(int)response.StatusCode}";
            }
            catch (HttpRequestException e)
            {
                last = e.InnerException?.Message ?? e.Message;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw child.NotReady($"a success for GET {path}", timeout, last);
            }

            try
            {
                await timer.WaitForNextTickAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw child.NotReady($"a success for GET {path}", timeout, last);
            }
        }

        ChildExit exit = await child.Exited.ConfigureAwait(false);
        throw new ProcessFailedException(child.Name, $"while waiting for GET {path}: {exit.Describe()}", exit);
    }
}
