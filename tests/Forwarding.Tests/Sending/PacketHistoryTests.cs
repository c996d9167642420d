using CdnLab.Core;
using CdnLab.Forwarding.Tests.Support;
using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding.Tests.Sending;

public sealed class PacketHistoryTests
{
    public static TheoryData<long> WrapTable => [0, 1, 127, 128, 32767, 32768, 65534, 65535, 65536, (1L << 32) - 3, 1L << 40];

    [Theory]
    [MemberData(nameof(WrapTable))]
    public void Packets_are_found_over_every_wrap(long first)
    {
        var history = new PacketHistory(16);
        for (long number = first; number < first + 10; number++)
        {
            Assert.True(history.TryStore(Samples.Packet(number), Samples.Payload(number)));
        }

        Assert.Equal(first + 9, history.Newest);
        for (long number = first; number < first + 10; number++)
        {
            Assert.True(history.TryGet(number, out StoredPacket packet, out ReadOnlySpan<byte> payload), $"{number} is not kept");
            Assert.Equal(Samples.Packet(number), packet);
            Assert.Equal(Samples.Payload(number), payload.ToArray());
        }

        Assert.False(history.Contains(first + 10));
        Assert.False(history.Contains(first - 1));
    }

    [Fact]
    public void A_new_packet_takes_the_place_of_the_one_a_whole_ring_older()
    {
        var history = new PacketHistory(16);
        for (long number = 0; number < 16; number++)
        {
            history.TryStore(Samples.Packet(number), Samples.Payload(number));
        }

        Assert.True(history.Contains(0));
        Assert.True(history.Reaches(0));
        history.TryStore(Samples.Packet(16), Samples.Payload(16));
        Assert.False(history.Contains(0));
        Assert.False(history.Reaches(0));
        Assert.True(history.Reaches(1));
    }

    [Fact]
    public void A_late_packet_is_kept_as_far_as_the_ring_reaches()
    {
        var history = new PacketHistory(16);
        history.TryStore(Samples.Packet(100), Samples.Payload(100));
        Assert.False(history.TryStore(Samples.Packet(84), Samples.Payload(84)));
        Assert.False(history.Contains(84));
        Assert.True(history.TryStore(Samples.Packet(85), Samples.Payload(85)));
        Assert.True(history.Contains(85));
        Assert.Equal(100, history.Newest);
    }

    [Fact]
    public void A_gap_longer_than_the_ring_leaves_nothing_old_to_be_found()
    {
        var history = new PacketHistory(16);
        for (long number = 0; number < 16; number++)
        {
            history.TryStore(Samples.Packet(number), Samples.Payload(number));
        }

        history.TryStore(Samples.Packet(1000), Samples.Payload(1000));
        Assert.True(history.Contains(1000));
        for (long number = 984; number < 1000; number++)
        {
            Assert.False(history.Contains(number), $"{number} was never stored");
        }
    }

    [Fact]
    public void A_payload_that_is_too_long_is_refused()
    {
        var history = new PacketHistory(16);
        Assert.True(history.TryStore(Samples.Packet(1), new byte[PacketHistory.MaximumPayload]));
        Assert.False(history.TryStore(Samples.Packet(2), new byte[PacketHistory.MaximumPayload + 1]));
        Assert.Equal(1, history.Newest);
        Assert.True(history.TryGet(1, out _, out ReadOnlySpan<byte> payload));
        Assert.Equal(PacketHistory.MaximumPayload, payload.Length);
    }

    [Fact]
    public void An_empty_history_holds_nothing()
    {
        var history = new PacketHistory(16);
        Assert.Equal(-1, history.Newest);
        foreach (long number in (long[])[-1, 0, 15, 16, long.MaxValue])
        {
            Assert.False(history.Contains(number));
            Assert.False(history.TryGet(number, out _, out _));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-16)]
    [InlineData(100)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PacketHistory(capacity));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_simple_model_holds(ulong seed)
    {
        // The model: everything stored, less what is a whole ring older than the newest or was replaced from the same slot.
        const int capacity = 64;
        var history = new PacketHistory(capacity);
        var model = new Dictionary<long, byte>();
        var random = new SeededRandom(seed);
        long newest = -1;
        for (int step = 0; step < 5000; step++)
        {
            long number = Math.Max(0, newest + random.Next(40) - 30 + (random.Next(200) == 0 ? 500 : 0));
            byte mark = (byte)random.NextUInt64();
            bool stored = history.TryStore(Samples.Packet(number), [mark]);
            Assert.Equal(number > newest - capacity, stored);
            if (stored)
            {
                newest = Math.Max(newest, number);
                model[number] = mark;
            }

            foreach (long gone in model.Keys.Where(key => model.Keys.Any(other => other > key && (other - key) % capacity == 0)).ToArray())
            {
                model.Remove(gone);
            }
        }

        for (long number = Math.Max(0, newest - (2 * capacity)); number <= newest + 2; number++)
        {
            bool kept = history.TryGet(number, out _, out ReadOnlySpan<byte> payload);
            Assert.True(kept == model.ContainsKey(number), $"seed {seed}: {number} of {newest} is {(kept ? "" : "not ")}kept");
            Assert.True(!kept || payload[0] == model[number], $"seed {seed}: {number} has another's payload");
        }
    }
}
