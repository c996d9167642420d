using CdnLab.Core;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Core.Tests;

public sealed class NtpTimeTests
{
    [Theory]
    [InlineData(0, 0x83AA7E80_00000000)] // RFC 868: 2 208 988 800 s from 1900 to 1970
    [InlineData(500_000_000, 0x83AA7E80_80000000)]
    [InlineData(1_000_000_000, 0x83AA7E81_00000000)]
    [InlineData(999_999_999, 0x83AA7E80_FFFFFFFC)]
    public void The_era_begins_in_1900(long unixNanoseconds, ulong expected) =>
        Assert.Equal(expected, NtpTime.FromUnixNanoseconds(unixNanoseconds).Value);

    [Fact]
    public void The_middle_bits_count_units_of_a_65536th_of_a_second()
    {
        // RFC 3550 §6.4.1 figure 2: NTP 0xb44db705:20000000 has LSR b705:2000.
        Assert.Equal(0xB7052000u, new NtpTime(0xB44DB705_20000000).Middle);
    }

    // NTP's seconds begin anew on 7 February 2036, second 2 085 978 496 of Unix time, in the middle of these.
    [Fact]
    public void Times_of_both_eras_come_back_to_the_nanosecond() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 2_147_000_000).Zip(Gen.Choose(0, 999_999_999)).ToArbitrary(),
        ((int Seconds, int Nanoseconds) time) =>
        {
            long unix = (time.Seconds * 1_000_000_000L) + time.Nanoseconds;
            return NtpTime.FromUnixNanoseconds(unix).ToUnixNanoseconds() == unix;
        }));

    [Fact]
    public void A_wall_clock_maps_both_ways()
    {
        var clock = new WallClock(1_790_000_000_000_000_000);
        var at = new Instant(123_456_789_012);
        Assert.Equal(at, clock.ToInstant(clock.ToNtp(at)));
        Assert.Equal(at, clock.FromUnixNanoseconds(1_790_000_123_456_789_012));
        Assert.Equal(1_790_000_123_456_789_012, clock.ToNtp(at).ToUnixNanoseconds());
    }
}
