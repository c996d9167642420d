using CdnLab.Rtc.Dtls;

namespace CdnLab.Rtc.Tests.Dtls;

/// <summary>Certificates and contexts that many tests share, as the endpoints of a node do.</summary>
public sealed class DtlsFixture : IDisposable
{
    public static readonly TimeSpan[] Lost = [];
    public static readonly TimeSpan[] Arrives = [TimeSpan.Zero];
    private static readonly DateTimeOffset Today = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);

    private readonly DtlsCertificate _client = DtlsCertificate.Create(Today);
    private readonly DtlsCertificate _server = DtlsCertificate.Create(Today);

    public DtlsFixture()
    {
        Client = new DtlsContext(_client);
        Server = new DtlsContext(_server);
        // Small enough that every flight but the last needs several datagrams.
        ClientOfSmallDatagrams = new DtlsContext(_client, mtu: DtlsContext.MinimumMtu);
        ServerOfSmallDatagrams = new DtlsContext(_server, mtu: DtlsContext.MinimumMtu);
    }

    public DtlsCertificate ClientCertificate => _client;

    public DtlsCertificate ServerCertificate => _server;

    public DtlsContext Client { get; }

    public DtlsContext Server { get; }

    public DtlsContext ClientOfSmallDatagrams { get; }

    public DtlsContext ServerOfSmallDatagrams { get; }

    internal DtlsPair Pair(bool small = false, DtlsTimings? timings = null, Func<DtlsPair.Datagram, TimeSpan[]>? path = null) =>
        new(
            small ? ClientOfSmallDatagrams : Client,
            small ? ServerOfSmallDatagrams : Server,
            _server.Fingerprint.ToArray(),
            _client.Fingerprint.ToArray(),
            timings)
        {
            Path = path,
        };

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        ClientOfSmallDatagrams.Dispose();
        ServerOfSmallDatagrams.Dispose();
        _client.Dispose();
        _server.Dispose();
    }
}
