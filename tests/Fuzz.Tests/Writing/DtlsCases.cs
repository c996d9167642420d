using CdnLab.Core;
using CdnLab.Rtc.Dtls;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>The datagrams of one handshake, in the clear up to the keys, and of its end.</summary>
internal static class DtlsCases
{
    public static void Write()
    {
        var day = new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);
        using DtlsCertificate clientCertificate = DtlsCertificate.Create(day);
        using DtlsCertificate serverCertificate = DtlsCertificate.Create(day);
        using var clientContext = new DtlsContext(clientCertificate, mtu: 600);
        using var serverContext = new DtlsContext(serverCertificate, mtu: 600);
        using var client = new DtlsEndpoint(clientContext, DtlsRole.Client, serverCertificate.Fingerprint);
        using var server = new DtlsEndpoint(serverContext, DtlsRole.Server, clientCertificate.Fingerprint);
        var now = new Instant(1_000_000_000);
        server.Start(now);
        client.Start(now);
        int count = 0;
        while (Pass(client, server, "client") | Pass(server, client, "server"))
        {
        }

        Broken.Unless(client.State == DtlsState.Connected && server.State == DtlsState.Connected, "no handshake");
        client.Close(now);
        Pass(client, server, "client-close");
        Corpus.Write("dtls", "alert-in-the-clear", "a fatal alert, handshake_failure, that anybody can send", [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40]);
        Corpus.Write("dtls", "change-cipher-spec", "before its time", [20, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 1]);

        bool Pass(DtlsEndpoint from, DtlsEndpoint to, string who)
        {
            byte[] buffer = new byte[DtlsContext.DefaultMtu];
            bool any = false;
            while (from.TryPollTransmit(buffer, out int length))
            {
                any = true;
                Corpus.Write("dtls", $"{count++:00}-{who}", "a datagram of a whole handshake", buffer.AsSpan(0, length));
                to.HandleDatagram(now, buffer.AsSpan(0, length));
            }

            return any;
        }
    }
}
