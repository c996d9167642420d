using CdnLab.Core;

namespace CdnLab.Core.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "unlimited")]
    [InlineData(999, "999 bit/s")]
    [InlineData(500_000, "500 kbit/s")]
    [InlineData(2_500_000, "2.5 Mbit/s")]
    [InlineData(10_000_000_000, "10 Gbit/s")]
    public void Rates_are_told_in_their_largest_unit(long bitsPerSecond, string expected) =>
        Assert.Equal(expected, new Bitrate(bitsPerSecond).ToString());

    [Theory]
    [InlineData(0, 1500, 0)]
    [InlineData(8, 1, 1_000_000_000)]
    [InlineData(1_000_000_000, 1250, 10_000)]
    [InlineData(1, long.MaxValue / 8_000_000_000, 9_223_372_032_000_000_000)]
    public void Bytes_take_their_time_at_a_rate(long bitsPerSecond, long bytes, long nanoseconds) =>
        Assert.Equal(nanoseconds, new Bitrate(bitsPerSecond).NanosecondsFor(bytes));

    [Theory]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(64 << 20, "64 MiB")]
    [InlineData(3L << 30, "3 GiB")]
    public void Amounts_are_told_in_their_largest_unit(long bytes, string expected) => Assert.Equal(expected, new DataSize(bytes).ToString());

    [Fact]
    public void One_frame_in_so_many_is_traced_and_every_hop_chooses_the_same()
    {
        uint[] timestamps = [.. Enumerable.Range(0, 30_000).Select(static frame => (uint)frame * 3000)];
        Assert.InRange(timestamps.Count(static timestamp => TraceSampler.IsTraced(timestamp, 10)), 2700, 3300);
        Assert.All(timestamps, static timestamp => Assert.True(TraceSampler.IsTraced(timestamp, 1)));
        Assert.All(timestamps, static timestamp => Assert.False(TraceSampler.IsTraced(timestamp, 0)));
        Assert.Equal(TraceSampler.IsTraced(123_000, 10), TraceSampler.IsTraced(123_000, 10));
    }

    [Fact]
    public void The_hosts_clocks_run_and_agree()
    {
        Instant first = SystemClock.Now;
        Instant second = SystemClock.Now;
        Assert.True(second >= first);
        long unix = new WallClock(SystemClock.MeasureUnixOffset()).ToNtp(SystemClock.Now).ToUnixNanoseconds();
        Assert.InRange(unix - SystemClock.UnixNanoseconds, -1_000_000_000, 1_000_000_000);
    }
}
