using CdnLab.Core;
using CdnLab.Rtc.Rtp;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Rtp;

public sealed class ExtensionCodecTests
{
    [Theory]
    [InlineData(0x0000_0000_0000_0000UL, 0x000000u)]
    [InlineData(0x0000_0001_0000_0000UL, 0x040000u)] // 1 s
    [InlineData(0x0000_003F_FFFF_0000UL, 0xFFFFFCu)]
    [InlineData(0x0000_0040_0000_0000UL, 0x000000u)] // 64 s: wraps
    [InlineData(0x1234_5678_8000_0000UL, 0xE20000u)] // seconds modulo 64 are 0x38, and a half
    public void Abs_send_time_is_the_middle_of_the_ntp_time(ulong ntp, uint expected)
    {
        Assert.Equal(expected, AbsSendTime.FromNtp(new NtpTime(ntp)));
        byte[] data = new byte[3];
        AbsSendTime.Write(data, expected);
        Assert.True(AbsSendTime.TryRead(data, out uint read));
        Assert.Equal(expected, read);
    }

    [Fact]
    public void Abs_send_time_is_big_endian_and_three_bytes_only()
    {
        byte[] data = new byte[3];
        AbsSendTime.Write(data, 0x123456);
        Assert.Equal([0x12, 0x34, 0x56], data);
        Assert.False(AbsSendTime.TryRead(new byte[2], out _));
        Assert.False(AbsSendTime.TryRead(new byte[4], out _));
    }

    [Theory]
    [InlineData(0x040000u, 0x000000u, 1_000_000_000)]
    [InlineData(0x000000u, 0x040000u, -1_000_000_000)]
    [InlineData(0x020000u, 0xFE0000u, 1_000_000_000)] // across the wrap
    [InlineData(0xFE0000u, 0x020000u, -1_000_000_000)]
    [InlineData(0x7C0000u, 0x000000u, 31_000_000_000)]
    public void Abs_send_time_differences_wrap(uint later, uint earlier, long nanoseconds) =>
        Assert.Equal(nanoseconds, AbsSendTime.DifferenceNanoseconds(later, earlier));

    [Fact]
    public void Abs_capture_time_has_a_short_and_a_long_form()
    {
        byte[] data = new byte[16];
        var time = new AbsCaptureTime(new NtpTime(0x0102030405060708));
        Assert.Equal(8, time.Write(data));
        Assert.Equal(Bytes.Hex("0102030405060708"), data[..8]);
        Assert.True(AbsCaptureTime.TryRead(data.AsSpan(0, 8), out AbsCaptureTime read));
        Assert.Equal(time, read);

        // A capturer 1.5 s behind: -1.5 in Q32.32.
        time = time with { ClockOffset = AbsCaptureTime.OffsetFromNanoseconds(-1_500_000_000) };
        Assert.Equal(16, time.Write(data));
        Assert.Equal(Bytes.Hex("0102030405060708 FFFFFFFE80000000"), data);
        Assert.True(AbsCaptureTime.TryRead(data, out read));
        Assert.Equal(time, read);
        Assert.Equal(-1_500_000_000, read.ClockOffsetNanoseconds);
        Assert.False(AbsCaptureTime.TryRead(data.AsSpan(0, 12), out _));
    }

    [Theory]
    [InlineData("000000", 0, 0)]
    [InlineData("00A014", 100, 200)]
    [InlineData("FFFFFF", 40950, 40950)]
    public void Playout_delay_has_two_limits_of_ten_milliseconds(string hex, int minimum, int maximum)
    {
        Assert.True(PlayoutDelay.TryRead(Bytes.Hex(hex), out PlayoutDelay delay));
        Assert.Equal(new PlayoutDelay(minimum, maximum), delay);
        byte[] data = new byte[3];
        delay.Write(data);
        Assert.Equal(Bytes.Hex(hex), data);
    }

    [Fact]
    public void Playout_delay_refuses_a_minimum_above_the_maximum() => Assert.False(PlayoutDelay.TryRead(Bytes.Hex("014000"), out _));

    [Theory]
    [InlineData(0x00, 0, false)]
    [InlineData(0xFF, 127, true)]
    [InlineData(0x9E, 30, true)]
    public void Audio_level_has_the_voice_flag_on_top(byte value, int level, bool voice)
    {
        Assert.True(AudioLevel.TryRead([value], out AudioLevel read));
        Assert.Equal(new AudioLevel(level, voice), read);
        byte[] data = new byte[1];
        read.Write(data);
        Assert.Equal(value, data[0]);
        Assert.False(AudioLevel.TryRead([], out _));
    }

    [Fact]
    public void Stream_names_are_compared_as_text()
    {
        byte[] data = new byte[8];
        int length = SdesExtension.Write(data, "hi-1");
        Assert.True(SdesExtension.Is(data.AsSpan(0, length), "hi-1"));
        Assert.False(SdesExtension.Is(data.AsSpan(0, length), "hi-2"));
        Assert.False(SdesExtension.Is(data.AsSpan(0, length), "hi"));
        Assert.True(SdesExtension.IsValidRid("hi-1_A"u8));
        Assert.False(SdesExtension.IsValidRid("h i"u8));
        Assert.False(SdesExtension.IsValidRid([]));
        Assert.True(SdesExtension.IsValid("0"u8));
        Assert.False(SdesExtension.IsValid([0x30, 0x00]));
        Assert.False(SdesExtension.IsValid([]));
        Assert.False(SdesExtension.IsValid([0xC3, 0xA4]));
    }

    [Fact]
    public void Each_kind_has_its_uri()
    {
        Assert.Equal(Enum.GetValues<RtpExtensionKind>().Length, RtpExtensionUris.KindCount);
        foreach (RtpExtensionKind kind in Enum.GetValues<RtpExtensionKind>())
        {
            Assert.True(RtpExtensionUris.TryGetKind(RtpExtensionUris.Get(kind), out RtpExtensionKind found), $"{kind} is not found by its URI");
            Assert.Equal(kind, found);
        }

        Assert.Equal("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", RtpExtensionUris.Get(RtpExtensionKind.Rid));
        Assert.False(RtpExtensionUris.TryGetKind("urn:ietf:params:rtp-hdrext:unknown", out _));
    }

    [Fact]
    public void Send_times_within_half_the_range_keep_their_difference() => Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
    {
        var random = new SeededRandom(seed);
        long start = (long)(random.NextUInt64() >> 2);
        long difference = (long)(random.NextDouble() * 63e9) - 31_500_000_000;
        uint earlier = AbsSendTime.FromNtp(NtpTime.FromUnixNanoseconds(start));
        uint later = AbsSendTime.FromNtp(NtpTime.FromUnixNanoseconds(start + difference));
        return Math.Abs(AbsSendTime.DifferenceNanoseconds(later, earlier) - difference) <= 4000;
    }));
}
