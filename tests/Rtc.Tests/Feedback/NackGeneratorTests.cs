using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Tests.Rtp;

namespace CdnLab.Rtc.Tests.Feedback;

public sealed class NackGeneratorTests
{
    private static readonly TimeSpan Rtt = TimeSpan.FromMilliseconds(80);

    [Fact]
    public void Gap_is_asked_for_at_once()
    {
        var nack = new NackGenerator();
        nack.OnPacket(At(0), 10, false);
        nack.OnPacket(At(1), 13, false);
        Assert.Equal(At(1), nack.NextTimeout);
        Assert.Equal([11, 12], Due(nack, At(1)));
        Assert.Empty(Due(nack, At(1)));
        Assert.Equal(2, nack.Requested);
    }

    [Fact]
    public void Packets_in_order_ask_for_nothing()
    {
        var nack = new NackGenerator();
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(NackArrival.New, nack.OnPacket(At(i), 65000 + i, false));
        }

        Assert.True(nack.NextTimeout.IsNever);
        Assert.Empty(Due(nack, At(5000)));
    }

    [Fact]
    public void Request_is_repeated_each_round_trip_and_given_up_after_ten()
    {
        var nack = new NackGenerator(new NackOptions { MaximumAge = TimeSpan.FromSeconds(100) }) { RoundTripTime = Rtt };
        Lose(nack, At(0), 5);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(At(80 * i), nack.NextTimeout);
            Assert.Empty(Due(nack, At(80 * i).AddNanoseconds(-1)));
            Assert.Equal([5], Due(nack, At(80 * i)));
        }

        Assert.Equal(0, nack.GivenUp);
        Assert.Empty(Due(nack, nack.NextTimeout));
        Assert.Equal(1, nack.GivenUp);
        Assert.Equal(10, nack.RequestsSent);
        Assert.Equal(1, nack.Requested);
        Assert.True(nack.NextTimeout.IsNever);
    }

    [Fact]
    public void Retries_are_at_least_twenty_milliseconds_apart()
    {
        var nack = new NackGenerator { RoundTripTime = TimeSpan.FromMilliseconds(0.3) };
        Lose(nack, At(0), 5);
        Assert.Equal([5], Due(nack, At(0)));
        Assert.Equal(At(20), nack.NextTimeout);
    }

    [Fact]
    public void Packet_is_given_up_when_it_is_a_second_old()
    {
        var nack = new NackGenerator { RoundTripTime = TimeSpan.FromMilliseconds(400) };
        Lose(nack, At(0), 5);
        Assert.Equal([5], Due(nack, At(0)));
        Assert.Equal([5], Due(nack, At(400)));
        Assert.Equal([5], Due(nack, At(800)));
        Assert.Equal(At(1000), nack.NextTimeout);
        Assert.Empty(Due(nack, At(1000)));
        Assert.Equal(1, nack.GivenUp);
        Assert.Equal(NackArrival.TooLate, nack.OnPacket(At(1010), 5, true));
        Assert.Equal(NackArrival.Duplicate, nack.OnPacket(At(1011), 5, true));
    }

    [Fact]
    public void Tolerance_lets_reordering_close_the_gap()
    {
        var nack = new NackGenerator(new NackOptions { ReorderTolerance = TimeSpan.FromMilliseconds(10) });
        Lose(nack, At(0), 5);
        Assert.Equal(At(10), nack.NextTimeout);
        Assert.Empty(Due(nack, At(9)));
        Assert.Equal(NackArrival.Reordered, nack.OnPacket(At(9), 5, false));
        Assert.True(nack.NextTimeout.IsNever);
        Assert.Empty(Due(nack, At(1000)));
        Assert.Equal((0, 1, 0), (nack.Requested, nack.Reordered, nack.Recovered));
    }

    [Fact]
    public void Arrivals_are_told_apart()
    {
        var nack = new NackGenerator();
        Lose(nack, At(0), 5);
        Due(nack, At(0));
        Assert.Equal(NackArrival.Recovered, nack.OnPacket(At(1), 5, true));
        Assert.Equal(NackArrival.Duplicate, nack.OnPacket(At(2), 5, false));
        Assert.Equal(NackArrival.Duplicate, nack.OnPacket(At(2), 4, false));
        Assert.Equal(NackArrival.TooLate, nack.OnPacket(At(2), 3, false));
        Assert.Equal(NackArrival.New, nack.OnPacket(At(2), 7, true));
        Assert.Equal((1, 2), (nack.Recovered, nack.Duplicates));
    }

    [Fact]
    public void Without_rtx_a_packet_asked_for_counts_as_recovered()
    {
        var nack = new NackGenerator(new NackOptions { RetransmissionsAreMarked = false });
        Lose(nack, At(0), 5);
        Due(nack, At(0));
        Assert.Equal(NackArrival.Recovered, nack.OnPacket(At(1), 5, false));
        var marked = new NackGenerator();
        Lose(marked, At(0), 5);
        Due(marked, At(0));
        Assert.Equal(NackArrival.Reordered, marked.OnPacket(At(1), 5, false));
    }

    [Fact]
    public void Due_packets_that_find_no_room_are_due_in_the_next_call()
    {
        var nack = new NackGenerator();
        nack.OnPacket(At(0), 0, false);
        nack.OnPacket(At(0), 6, false);
        Span<ushort> two = stackalloc ushort[2];
        var all = new List<ushort>();
        while (nack.TryGetDue(At(0), two, out int count))
        {
            all.AddRange(two[..count]);
        }

        Assert.Equal([1, 2, 3, 4, 5], all);
    }

    [Fact]
    public void Too_many_missing_packets_need_a_key_frame_and_are_given_up()
    {
        var nack = new NackGenerator();
        nack.OnPacket(At(0), 0, false);
        nack.OnPacket(At(0), 1001, false);
        Assert.Equal(1000, nack.MissingCount);
        Assert.False(nack.TakeKeyFrameNeeded());
        nack.OnPacket(At(0), 1003, false);
        Assert.Equal(0, nack.MissingCount);
        Assert.Equal(1001, nack.GivenUp);
        Assert.True(nack.NextTimeout.IsNever);
        Assert.True(nack.TakeKeyFrameNeeded());
        Assert.False(nack.TakeKeyFrameNeeded());
    }

    [Fact]
    public void Packets_before_a_key_frame_can_be_given_up()
    {
        var nack = new NackGenerator();
        nack.OnPacket(At(0), 0, false);
        nack.OnPacket(At(0), 10, false);
        nack.GiveUpBefore(8);
        Assert.Equal([8, 9], Due(nack, At(0)));
        Assert.Equal(7, nack.GivenUp);
        nack.GiveUpBefore(100);
        Assert.True(nack.NextTimeout.IsNever);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(65534)]
    [InlineData(65535)]
    public void Gap_anywhere_around_the_wrap_is_asked_for(int start)
    {
        var nack = new NackGenerator();
        nack.OnPacket(At(0), start, false);
        nack.OnPacket(At(0), start + 4, false);
        Assert.Equal([(ushort)(start + 1), (ushort)(start + 2), (ushort)(start + 3)], Due(nack, At(0)));
    }

    [Theory]
    [InlineData(1UL, 0.01, 95)]
    [InlineData(2UL, 0.05, 20)]
    [InlineData(3UL, 0.2, 150)]
    public void Lossy_path_in_virtual_time_ends_with_every_packet_accounted_for(ulong seed, double loss, int rtt)
    {
        // 30 000 packets, 2 ms apart, delayed by half the RTT plus up to 5 ms of jitter, which reorders; retransmissions get lost alike.
        const int Packets = 30_000;
        var random = new SeededRandom(seed);
        var nack = new NackGenerator { RoundTripTime = TimeSpan.FromMilliseconds(rtt + 5) };
        var unwrapper = new SequenceUnwrapper();
        var arrivals = new PriorityQueue<(ushort Sequence, bool Retransmission), long>();
        long first = 60_000;
        void Send(long sequence, long at, bool retransmission)
        {
            if (sequence == first || sequence == first + Packets - 1 || random.NextDouble() >= loss)
            {
                arrivals.Enqueue(((ushort)sequence, retransmission), at + (rtt * 500_000L) + (sequence == first ? 0 : (long)(random.NextDouble() * 5_000_000)));
            }
        }

        for (int i = 0; i < Packets; i++)
        {
            Send(first + i, i * 2_000_000L, false);
        }

        long delivered = 0;
        Span<ushort> due = stackalloc ushort[64];
        while (arrivals.Count > 0 || !nack.NextTimeout.IsNever)
        {
            Instant now = nack.NextTimeout;
            if (arrivals.TryPeek(out (ushort Sequence, bool Retransmission) packet, out long at) && at <= now.Nanoseconds)
            {
                now = new Instant(at);
                arrivals.Dequeue();
                Assert.True(unwrapper.TryUnwrap(packet.Sequence, out long extended));
                NackArrival kind = nack.OnPacket(now, extended, packet.Retransmission);
                delivered += kind is NackArrival.New or NackArrival.Reordered or NackArrival.Recovered ? 1 : 0;
            }

            while (nack.TryGetDue(now, due, out int count))
            {
                foreach (ushort sequence in due[..count])
                {
                    unwrapper.TryPeek(sequence, out long extended);
                    Send(extended, now.Nanoseconds + (rtt * 500_000L), true);
                }
            }
        }

        string story = $"seed {seed}: delivered {delivered}, given up {nack.GivenUp}, recovered {nack.Recovered}, reordered {nack.Reordered}";
        Assert.True(delivered + nack.GivenUp == Packets, story);
        Assert.True(nack.Recovered > 0 && nack.Reordered > 0, story);
        Assert.True(nack.GivenUp <= Packets * Math.Pow(loss, Math.Min(10, 1000 / (rtt + 6))) + 1, story);
        Assert.False(nack.TakeKeyFrameNeeded(), story);
        Assert.Equal(0, nack.MissingCount);
    }

    [Fact]
    public void Packets_and_requests_allocate_nothing()
    {
        var nack = new NackGenerator();
        ushort[] due = new ushort[64];
        long sequence = 0;
        Assert.Equal(0, Bytes.Allocated(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                sequence += i % 10 == 0 ? 2 : 1;
                nack.OnPacket(At(sequence), sequence, false);
                nack.TryGetDue(At(sequence), due, out _);
                if (i % 10 == 5)
                {
                    nack.OnPacket(At(sequence), sequence - 6, true);
                }
            }
        }));
        Assert.True(nack.Recovered > 0);
    }

    private static void Lose(NackGenerator nack, Instant now, long sequence)
    {
        nack.OnPacket(now, sequence - 1, false);
        nack.OnPacket(now, sequence + 1, false);
    }

    private static List<ushort> Due(NackGenerator nack, Instant now)
    {
        Span<ushort> sequences = stackalloc ushort[2000];
        bool any = nack.TryGetDue(now, sequences, out int count);
        Assert.Equal(count > 0, any);
        return [.. sequences[..count]];
    }

    private static Instant At(double milliseconds) => new((long)(milliseconds * 1_000_000));
}
