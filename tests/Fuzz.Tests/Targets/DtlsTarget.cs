using CdnLab.Core;
using CdnLab.Rtc.Dtls;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>Both roles at the beginning of a handshake, where everything is still in the clear and nothing is known of the peer.</summary>
internal sealed class DtlsTarget : IFuzzTarget, IDisposable
{
    private readonly Lazy<DtlsCertificate> _certificate = new(() => DtlsCertificate.Create(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero)));
    private readonly Lazy<DtlsContext> _context;
    private readonly byte[] _buffer = new byte[DtlsContext.DefaultMtu];

    public DtlsTarget() => _context = new(() => new DtlsContext(_certificate.Value));

    public string Name => "dtls";

    public void Run(ReadOnlySpan<byte> input)
    {
        var now = new Instant(1_000_000_000);
        foreach (DtlsRole role in (ReadOnlySpan<DtlsRole>)[DtlsRole.Server, DtlsRole.Client])
        {
            using var endpoint = new DtlsEndpoint(_context.Value, role, _certificate.Value.Fingerprint);
            endpoint.Start(now);
            Drain(endpoint);
            endpoint.HandleDatagram(now, input);
            int answers = Drain(endpoint);
            Broken.Unless(answers <= 8, $"{answers} datagrams in answer to one");
            endpoint.HandleDatagram(now, input);
            endpoint.HandleTimeout(now + TimeSpan.FromSeconds(2));
            Drain(endpoint);
            Broken.Unless(endpoint.State != DtlsState.Connected && endpoint.LocalKeys is null, "keys without a handshake");
            endpoint.Close(now);
            Drain(endpoint);
        }
    }

    public void Dispose()
    {
        if (_context.IsValueCreated)
        {
            _context.Value.Dispose();
            _certificate.Value.Dispose();
        }
    }

    private int Drain(DtlsEndpoint endpoint)
    {
        int sent = 0;
        while (endpoint.TryPollTransmit(_buffer, out int length))
        {
            Broken.Unless(length > 0, "an empty datagram");
            sent++;
        }

        return sent;
    }
}
