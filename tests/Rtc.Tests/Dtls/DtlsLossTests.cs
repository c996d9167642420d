using CdnLab.Core;
using CdnLab.Rtc.Dtls;

namespace CdnLab.Rtc.Tests.Dtls;

/// <summary>
/// The first bet of the product: a handshake through OpenSSL's memory BIOs survives whatever the path loses, driven by
/// virtual time alone.
/// </summary>
public sealed class DtlsLossTests(DtlsFixture fixture) : IClassFixture<DtlsFixture>
{
    // One loss at a time costs one retransmission; unlucky seeds need more than the default limit allows.
    private static readonly DtlsTimings Patient = DtlsTimings.Default with { HandshakeLimit = TimeSpan.FromMinutes(2) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_flight_may_be_lost_once(bool small)
    {
        int flights;
        int datagrams;
        using (DtlsPair clean = fixture.Pair(small))
        {
            clean.Start();
            clean.Run();
            clean.AssertConnected("nothing lost");
            flights = clean.Sent[^1].Burst + 1;
            datagrams = clean.Sent.Count;
            Assert.Equal(4, flights);
            Assert.True(small ? datagrams >= 7 : datagrams == 4, $"{datagrams} datagrams in {flights} flights");
        }

        for (int lost = 0; lost < flights; lost++)
        {
            using DtlsPair pair = fixture.Pair(small, path: d => d.Burst == lost ? DtlsFixture.Lost : DtlsFixture.Arrives);
            pair.Start();
            pair.Run();
            pair.AssertConnected($"flight {lost} lost");
        }

        for (int lost = 0; lost < datagrams; lost++)
        {
            using DtlsPair pair = fixture.Pair(small, path: d => d.Index == lost ? DtlsFixture.Lost : DtlsFixture.Arrives);
            pair.Start();
            pair.Run();
            pair.AssertConnected($"datagram {lost} of {datagrams} lost");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Thirty_percent_loss_only_takes_longer(bool small)
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            ulong s = seed;
            using DtlsPair pair = fixture.Pair(
                small,
                Patient,
                d => SeededRandom.ToUnit(SeededRandom.Hash(s, (ulong)d.Index)) < 0.3 ? DtlsFixture.Lost : DtlsFixture.Arrives);
            pair.Start();
            pair.Run();
            pair.AssertConnected($"seed {seed}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Duplicates_and_reordering_with_loss_do_no_harm(bool small)
    {
        for (ulong seed = 1000; seed < 1200; seed++)
        {
            ulong s = seed;
            using DtlsPair pair = fixture.Pair(small, Patient, d =>
            {
                var random = new SeededRandom(SeededRandom.Hash(s, (ulong)d.Index));
                var copies = new TimeSpan[random.NextDouble() < 0.1 ? 0 : 1 + random.Next(2)];
                for (int i = 0; i < copies.Length; i++)
                {
                    copies[i] = TimeSpan.FromMilliseconds(random.Next(300));
                }

                return copies;
            });
            pair.Start();
            pair.Run();
            pair.AssertConnected($"seed {seed}");
        }
    }

    [Fact]
    public void Small_datagrams_arriving_in_reverse_need_no_repetition_of_the_servers_flight()
    {
        using DtlsPair pair = fixture.Pair(small: true, path: d => [TimeSpan.FromMicroseconds(1000 - (d.Index * 10))]);
        pair.Start();
        pair.Run();
        pair.AssertConnected("reversed");
    }

    /// <summary>
    /// A ChangeCipherSpec that overtakes the Certificate is dropped by OpenSSL but remembered as seen. When repeated under
    /// its old record number it was dropped as a replay, for ever: found with datagrams of 256 bytes.
    /// </summary>
    [Fact]
    public void Early_change_cipher_spec_is_not_lost_for_ever()
    {
        // The client's second flight: [Certificate 1/2] [Certificate 2/2, …, ChangeCipherSpec] [Finished].
        bool seen = false;
        using DtlsPair pair = fixture.Pair(small: true, path: d =>
        {
            bool first = d.FromClient && d.Burst == 2 && !seen;
            seen |= first;
            return first ? DtlsFixture.Lost : DtlsFixture.Arrives;
        });
        pair.Start();
        pair.Run();
        pair.AssertConnected("certificate lost");
        Assert.True(pair.Client.Counters.FlightsRepeated >= 1, "the client never repeated its flight: nothing was lost");
    }

    /// <summary>
    /// A server that is not ours answers a repeated Finished only when its record is new; under the old number it was
    /// dropped as a replay, and a client that lost the final flight waited for nothing.
    /// </summary>
    [Fact]
    public void Client_never_sends_two_records_under_one_number()
    {
        using DtlsPair pair = fixture.Pair(small: true, path: d => !d.FromClient && d.Burst > 2 ? DtlsFixture.Lost : DtlsFixture.Arrives);
        pair.Start();
        pair.Run();
        Assert.Equal(DtlsFailure.Timeout, pair.Client.Failure);
        string[] finished = [.. pair.Sent.Where(d => d.FromClient).SelectMany(d => Numbers(d.Bytes)).Where(n => n.StartsWith("1 ", StringComparison.Ordinal))];
        Assert.Equal(pair.Client.Counters.FlightsRepeated + 1, finished.Length);
        Assert.True(finished.Length >= 8, $"the client sent its Finished {finished.Length} times");
        string[] all = [.. pair.Sent.Where(d => d.FromClient).SelectMany(d => Numbers(d.Bytes))];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static IEnumerable<string> Numbers(byte[] datagram)
    {
        for (int at = 0; at < datagram.Length; at += 13 + (datagram[at + 11] << 8) + datagram[at + 12])
        {
            yield return $"{datagram[at + 4]} {Convert.ToHexString(datagram, at + 5, 6)}";
        }
    }
}
