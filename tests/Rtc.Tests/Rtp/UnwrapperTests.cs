using CdnLab.Core;
using CdnLab.Rtc.Rtp;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Rtp;

public sealed class UnwrapperTests
{
    public static TheoryData<ushort> WrapTable => [0, 1, 127, 128, 32767, 32768, 65534, 65535];

    [Theory]
    [MemberData(nameof(WrapTable))]
    public void First_number_stands_for_itself_and_the_following_count_up_through_the_wrap(ushort start)
    {
        var unwrapper = new SequenceUnwrapper();
        for (int i = 0; i < 200_000; i += 97)
        {
            Assert.True(unwrapper.TryUnwrap((ushort)(start + i), out long extended));
            Assert.Equal(start + i, extended);
        }
    }

    [Theory]
    [MemberData(nameof(WrapTable))]
    public void Reordered_number_is_placed_before_the_highest_which_stays(ushort start)
    {
        var unwrapper = new SequenceUnwrapper();
        unwrapper.TryUnwrap(start, out _);
        unwrapper.TryUnwrap((ushort)(start + 30000), out _);
        unwrapper.TryUnwrap((ushort)(start + 60000), out _);
        foreach (int back in (int[])[1, 2, 100, 32767, 32768])
        {
            Assert.True(unwrapper.TryUnwrap((ushort)(start + 60000 - back), out long extended));
            Assert.Equal(start + 60000 - back, extended);
            Assert.Equal(start + 60000, unwrapper.Highest);
        }

        Assert.True(unwrapper.TryPeek((ushort)(start + 60000 + 32767), out long ahead));
        Assert.Equal(start + 60000 + 32767, ahead);
        Assert.Equal(start + 60000, unwrapper.Highest);
    }

    [Fact]
    public void Packet_from_before_number_zero_is_refused_and_changes_nothing()
    {
        var unwrapper = new SequenceUnwrapper();
        Assert.True(unwrapper.TryUnwrap(0, out _));
        Assert.False(unwrapper.TryUnwrap(65535, out _));
        Assert.True(unwrapper.TryUnwrap(1, out long next));
        Assert.Equal(1, next);
    }

    [Fact]
    public void Any_walk_within_half_the_range_is_followed() => Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
    {
        var random = new SeededRandom(seed);
        var unwrapper = new SequenceUnwrapper();
        long highest = random.Next(65536);
        unwrapper.TryUnwrap((ushort)highest, out _);
        for (int i = 0; i < 200; i++)
        {
            long next = highest + random.Next(65536) - 32768;
            bool known = unwrapper.TryUnwrap((ushort)next, out long extended);
            if (known != next >= 0 || (known && extended != next))
            {
                return false;
            }

            highest = Math.Max(highest, next);
        }

        return true;
    }));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0xFFFF_FFFEu)]
    [InlineData(0xFFFF_FFFFu)]
    public void Timestamps_count_up_through_the_wrap_and_tolerate_reordering(uint start)
    {
        var unwrapper = new RtpTimestampUnwrapper();
        Assert.Equal(start, unwrapper.Unwrap(start));
        for (long i = 3000; i < 10_000_000_000; i += 1_000_000_007)
        {
            Assert.Equal(start + i, unwrapper.Unwrap((uint)(start + i)));
            Assert.Equal(start + i - 3000, unwrapper.Unwrap((uint)(start + i - 3000)));
            Assert.Equal(start + i, unwrapper.Highest);
        }
    }
}
