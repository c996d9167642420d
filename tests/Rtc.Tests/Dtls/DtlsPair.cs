using CdnLab.Core;
using CdnLab.Rtc.Dtls;

namespace CdnLab.Rtc.Tests.Dtls;

/// <summary>A client and a server in virtual time, joined by a path that asks a function about every datagram.</summary>
internal sealed class DtlsPair : IDisposable
{
    private readonly PriorityQueue<Datagram, (long At, int Order)> _inFlight = new();
    private readonly byte[] _buffer = new byte[DtlsContext.DefaultMtu];
    private int _bursts;

    public DtlsPair(DtlsContext client, DtlsContext server, byte[] clientExpects, byte[] serverExpects, DtlsTimings? timings = null)
    {
        Client = new DtlsEndpoint(client, DtlsRole.Client, clientExpects, timings);
        Server = new DtlsEndpoint(server, DtlsRole.Server, serverExpects, timings);
    }

    public DtlsEndpoint Client { get; }

    public DtlsEndpoint Server { get; }

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(5);

    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What becomes of a datagram: delays of the copies that arrive; none when it is lost.</summary>
    public Func<Datagram, TimeSpan[]>? Path { get; init; }

    /// <summary>All datagrams in the order in which they were sent.</summary>
    public List<Datagram> Sent { get; } = [];

    public void Start()
    {
        Server.Start(Now);
        Client.Start(Now);
        Flush();
    }

    /// <summary>Runs until neither datagrams nor timers are left, or the condition holds.</summary>
    public void Run(Func<bool>? until = null, int limit = 5000)
    {
        while (limit-- > 0 && until?.Invoke() != true)
        {
            Instant arrival = _inFlight.TryPeek(out _, out (long At, int Order) next) ? new Instant(next.At) : Instant.Never;
            Instant at = Instant.Min(arrival, Instant.Min(Client.NextTimeout, Server.NextTimeout));
            if (at.IsNever)
            {
                return;
            }

            Now = Instant.Max(Now, at);
            if (arrival <= Now)
            {
                Datagram datagram = _inFlight.Dequeue();
                (datagram.FromClient ? Server : Client).HandleDatagram(Now, datagram.Bytes);
            }

            Client.HandleTimeout(Now);
            Server.HandleTimeout(Now);
            Flush();
        }
    }

    /// <summary>Puts a datagram on its way that nobody sent.</summary>
    public void Inject(bool fromClient, byte[] bytes) => Deliver(new Datagram(fromClient, -1, -1, bytes), TimeSpan.Zero);

    public void Flush()
    {
        Flush(Client, fromClient: true);
        Flush(Server, fromClient: false);
    }

    public void AssertConnected(string what)
    {
        Assert.True(
            Client.State == DtlsState.Connected && Server.State == DtlsState.Connected,
            $"{what}: client {Client.State} ({Client.FailureText}), server {Server.State} ({Server.FailureText}), {Sent.Count} datagrams");
        Assert.Equal(Client.SelectedProfile, Server.SelectedProfile);
        Assert.True(Client.LocalKeys!.Key.SequenceEqual(Server.RemoteKeys!.Key), $"{what}: client's key differs");
        Assert.True(Client.LocalKeys.Salt.SequenceEqual(Server.RemoteKeys.Salt), $"{what}: client's salt differs");
        Assert.True(Client.RemoteKeys!.Key.SequenceEqual(Server.LocalKeys!.Key), $"{what}: server's key differs");
        Assert.True(Client.RemoteKeys.Salt.SequenceEqual(Server.LocalKeys.Salt), $"{what}: server's salt differs");
        Assert.False(Client.LocalKeys.Key.SequenceEqual(Client.RemoteKeys.Key), $"{what}: both directions share a key");
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private void Flush(DtlsEndpoint from, bool fromClient)
    {
        int burst = -1;
        while (from.TryPollTransmit(_buffer, out int length))
        {
            if (burst < 0)
            {
                burst = _bursts++;
            }

            var datagram = new Datagram(fromClient, Sent.Count, burst, _buffer[..length]);
            Sent.Add(datagram);
            foreach (TimeSpan delay in Path is null ? [TimeSpan.Zero] : Path(datagram))
            {
                Deliver(datagram, Delay + delay);
            }
        }
    }

    private int _order;

    private void Deliver(Datagram datagram, TimeSpan delay) =>
        _inFlight.Enqueue(datagram, ((Now + delay).Nanoseconds, _order++));

    /// <summary>A datagram on its way.</summary>
    /// <param name="Index">Its number among all datagrams sent, -1 when injected.</param>
    /// <param name="Burst">The number of the flight, or repetition of a flight, that it belongs to.</param>
    internal sealed record Datagram(bool FromClient, int Index, int Burst, byte[] Bytes);
}
