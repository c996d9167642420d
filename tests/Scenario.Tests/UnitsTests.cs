using CdnLab.Core;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Scenario.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("45 ms", 450_000)]
    [InlineData("45ms", 450_000)]
    [InlineData("47.5 ms", 475_000)]
    [InlineData("250 us", 2_500)]
    [InlineData("0.1 ms", 1_000)]
    [InlineData("20 s", 200_000_000)]
    [InlineData("2 min", 1_200_000_000)]
    [InlineData("1 h", 36_000_000_000)]
    [InlineData("0", 0)]
    public void Durations_are_read_exactly(string text, long ticks)
    {
        Assert.True(Units.TryParseDuration(text, out TimeSpan duration));
        Assert.Equal(ticks, duration.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ms")]
    [InlineData("5")]
    [InlineData("5 MS")]
    [InlineData("1e3 ms")]
    [InlineData("1,5 s")]
    [InlineData("1.2.3 s")]
    [InlineData("5 s 3")]
    [InlineData("99999999999999999999999999999 s")]
    [InlineData("999999999999 h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Units.TryParseDuration(text, out _));

    [Theory]
    [InlineData("500 kbit/s", 500_000)]
    [InlineData("2 Mbit/s", 2_000_000)]
    [InlineData("2.5Gbit/s", 2_500_000_000)]
    [InlineData("unlimited", 0)]
    public void Rates_are_decimal(string text, long bitsPerSecond)
    {
        Assert.True(Units.TryParseRate(text, out Bitrate rate));
        Assert.Equal(bitsPerSecond, rate.BitsPerSecond);
    }

    [Theory]
    [InlineData("64 KiB", 65_536)]
    [InlineData("64 kB", 64_000)]
    [InlineData("1.5 MiB", 1_572_864)]
    public void Sizes_tell_binary_from_decimal(string text, long bytes)
    {
        Assert.True(Units.TryParseSize(text, out DataSize size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Fact]
    public void Every_duration_survives_being_written_and_read() => Check.QuickThrowOnFailure(Prop.ForAll<long>(value =>
    {
        var duration = new TimeSpan(Math.Abs(value % 1_000_000_000_000));
        return Units.TryParseDuration(Units.Format(duration), out TimeSpan read) && read == duration;
    }));

    [Theory]
    [InlineData("duratoin", "duration")]
    [InlineData("vewers", "viewers")]
    [InlineData("Role", "role")]
    [InlineData("xyz", null)]
    public void The_nearest_word_is_suggested_if_it_is_near(string written, string? expected) =>
        Assert.Equal(expected, Suggestion.For(written, ["duration", "viewers", "role", "regions"]));
}
