using CdnLab.Core;
using CdnLab.Rtc.Dtls;

namespace CdnLab.Rtc.Tests.Dtls;

/// <summary>Datagrams of strangers: whatever they hold, nothing throws and the process lives.</summary>
public sealed class DtlsFuzzTests(DtlsFixture fixture) : IClassFixture<DtlsFixture>
{
    [Fact]
    public void Random_bytes_are_counted_and_do_not_stop_the_handshake()
    {
        var random = new SeededRandom(1);
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        long malformed = 0;
        for (int length = 0; length < 3000; length += 1 + (length / 40))
        {
            byte[] bytes = Random(random, length);
            if (length > 2 && random.Next(2) == 0)
            {
                (bytes[0], bytes[1], bytes[2]) = ((byte)(19 + random.Next(6)), 0xFE, 0xFD);
            }

            // Whole records with forged content are another matter: see below.
            malformed += length > 0 && (length < 13 || length > DtlsEndpoint.MaximumDatagram) ? 1 : 0;
            pair.Inject(fromClient: true, bytes);
            pair.Inject(fromClient: false, bytes);
        }

        pair.Run();
        pair.AssertConnected("with garbage between");
        Assert.True(pair.Server.Counters.MalformedDatagrams >= malformed, $"{pair.Server.Counters.MalformedDatagrams} of {malformed} counted");
    }

    [Fact]
    public void Truncated_and_oversized_datagrams_are_dropped_and_the_handshake_goes_on()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        byte[] hello = pair.Sent[0].Bytes;
        for (int length = 0; length < hello.Length; length++)
        {
            pair.Inject(fromClient: true, hello[..length]);
        }

        pair.Inject(fromClient: true, [.. hello, .. new byte[DtlsEndpoint.MaximumDatagram]]);
        pair.Run();
        pair.AssertConnected("with torn hellos");
        Assert.Equal(hello.Length, pair.Server.Counters.MalformedDatagrams);
    }

    [Fact]
    public void Clienthello_in_two_datagrams_is_put_together_in_any_order()
    {
        foreach (int split in new[] { 1, 30, 100 })
        {
            foreach (bool reversed in new[] { false, true })
            {
                // The client sends its hello in one record; the path makes two of it and moves the numbers of later ones on.
                DtlsPair? pair = null;
                pair = fixture.Pair(path: d =>
                {
                    if (d.FromClient && d.Burst == 0)
                    {
                        (byte[] first, byte[] second) = Split(d.Bytes, split);
                        pair!.Inject(fromClient: true, reversed ? second : first);
                        pair.Inject(fromClient: true, reversed ? first : second);
                        return DtlsFixture.Lost;
                    }

                    for (int at = 0; d.FromClient && at < d.Bytes.Length && d.Bytes[at + 4] == 0; at += 13 + (d.Bytes[at + 11] << 8) + d.Bytes[at + 12])
                    {
                        d.Bytes[at + 10]++;
                    }

                    return DtlsFixture.Arrives;
                });
                using (pair)
                {
                    pair.Start();
                    pair.Run();
                    pair.AssertConnected($"hello split at {split}, reversed {reversed}");
                    Assert.Equal(0, pair.Client.Counters.FlightsRepeated);
                }
            }
        }
    }


    [Fact]
    public void Mutated_handshake_datagrams_never_throw_and_never_give_keys_that_differ()
    {
        // Every datagram arrives as it is or with some bytes changed, cut, doubled or joined to another one's.
        int connected = 0;
        int failed = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            var random = new SeededRandom(seed);
            DtlsPair? pair = null;
            byte[] last = [];
            pair = fixture.Pair(small: seed % 2 == 0, path: d =>
            {
                if (random.Next(3) != 0)
                {
                    return DtlsFixture.Arrives;
                }

                byte[] mutated = Mutate(random, d.Bytes, last);
                last = d.Bytes;
                pair!.Inject(d.FromClient, mutated);
                return random.Next(2) == 0 ? DtlsFixture.Arrives : DtlsFixture.Lost;
            });
            using (pair)
            {
                pair.Start();
                pair.Run();
                bool both = pair.Client.State == DtlsState.Connected && pair.Server.State == DtlsState.Connected;
                if (both)
                {
                    pair.AssertConnected($"seed {seed}");
                }

                connected += both ? 1 : 0;
                failed += pair.Client.State == DtlsState.Failed || pair.Server.State == DtlsState.Failed ? 1 : 0;
                Assert.NotEqual(DtlsState.Handshaking, pair.Client.State);
                Assert.NotEqual(DtlsState.Handshaking, pair.Server.State);
            }
        }

        Assert.True(connected > 50 && failed > 50, $"{connected} connected, {failed} failed of 400: the mutations are too mild or too harsh");
    }

    [Fact]
    public void Mutated_datagrams_do_not_end_a_finished_handshake()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        pair.Run();
        var random = new SeededRandom(3);
        DtlsPair.Datagram[] sent = [.. pair.Sent];
        for (int i = 0; i < 5000; i++)
        {
            DtlsPair.Datagram datagram = sent[random.Next(sent.Length)];
            byte[] bytes = Mutate(random, datagram.Bytes, sent[random.Next(sent.Length)].Bytes);
            (datagram.FromClient ? pair.Server : pair.Client).HandleDatagram(pair.Now, bytes);
        }

        // Forged alerts, in the clear and as if encrypted.
        for (byte length = 0; length < 60; length++)
        {
            foreach (byte epoch in new byte[] { 0, 1, 2 })
            {
                byte[] alert = [21, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 9, length, 0, length, 2, 40, .. new byte[58]];
                pair.Server.HandleDatagram(pair.Now, alert.AsSpan(0, 13 + length));
                pair.Client.HandleDatagram(pair.Now, alert.AsSpan(0, 13 + length));
            }
        }

        pair.AssertConnected("after forgeries");
        pair.Client.Close(pair.Now);
        pair.Flush();
        pair.Run();
        Assert.Equal(DtlsState.Closed, pair.Server.State);
    }

    [Fact]
    public void Datagrams_before_the_start_and_after_the_end_are_ignored()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        byte[] hello = pair.Sent[0].Bytes;
        using var endpoint = new DtlsEndpoint(fixture.Server, DtlsRole.Server, fixture.ClientCertificate.Fingerprint);
        endpoint.HandleDatagram(pair.Now, hello);
        Assert.Equal(DtlsState.New, endpoint.State);
        endpoint.Start(pair.Now);
        endpoint.Close(pair.Now);
        endpoint.HandleDatagram(pair.Now, hello);
        Assert.False(endpoint.TryPollTransmit(new byte[DtlsContext.DefaultMtu], out _));
        Assert.Equal(2, endpoint.Counters.IgnoredRecords);
        endpoint.Dispose();
        endpoint.HandleDatagram(pair.Now, hello);
        endpoint.HandleTimeout(pair.Now + TimeSpan.FromSeconds(20));
        Assert.Equal(DtlsState.Closed, endpoint.State);
    }

    private static byte[] Mutate(SeededRandom random, byte[] datagram, byte[] other)
    {
        byte[] bytes = [.. datagram];
        switch (random.Next(5))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. other];
            case 2:
                return [.. bytes, .. bytes];
            default:
                for (int n = 1 + random.Next(4); n > 0; n--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }

    private static byte[] Random(SeededRandom random, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    /// <summary>Two datagrams with one fragment each of the handshake message in a datagram (RFC 6347 §4.2.3).</summary>
    private static (byte[] First, byte[] Second) Split(byte[] datagram, int at)
    {
        byte[] body = datagram[25..];
        return (Fragment(0, body[..at]), Fragment(1, body[at..]));

        byte[] Fragment(byte sequence, byte[] part)
        {
            byte[] bytes = [.. datagram[..25], .. part];
            int offset = sequence == 0 ? 0 : at;
            bytes[10] = sequence;
            (bytes[11], bytes[12]) = ((byte)((part.Length + 12) >> 8), (byte)(part.Length + 12));
            (bytes[19], bytes[20], bytes[21]) = (0, (byte)(offset >> 8), (byte)offset);
            (bytes[22], bytes[23], bytes[24]) = (0, (byte)(part.Length >> 8), (byte)part.Length);
            return bytes;
        }
    }
}
