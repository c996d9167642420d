using CdnLab.Core;

namespace CdnLab.Core.Tests;

public sealed class InstantTests
{
    [Fact]
    public void Durations_are_added_and_taken_away_to_the_nanosecond()
    {
        var at = new Instant(5_000_000_123);
        Assert.Equal(new Instant(5_000_001_123), at.AddNanoseconds(1000));
        Assert.Equal(new Instant(6_500_000_123), at + TimeSpan.FromSeconds(1.5));
        Assert.Equal(new Instant(3_500_000_123), at - TimeSpan.FromSeconds(1.5));
        Assert.Equal(-1000, at.NanosecondsSince(at.AddNanoseconds(1000)));
        Assert.Equal(TimeSpan.FromTicks(12), new Instant(1299) - new Instant(0));
    }

    [Fact]
    public void Never_stays_never_and_is_later_than_everything()
    {
        Assert.True(Instant.Never.IsNever);
        Assert.True((Instant.Never + TimeSpan.FromDays(1)).IsNever);
        Assert.True((Instant.Never - TimeSpan.FromDays(1)).IsNever);
        Assert.True(Instant.Never.AddNanoseconds(-5).IsNever);
        Assert.True(new Instant(long.MaxValue - 1) < Instant.Never);
        Assert.Equal("never", Instant.Never.ToString());
        Assert.False(Instant.Zero.IsNever);
    }

    [Fact]
    public void Moments_are_ordered()
    {
        var earlier = new Instant(1);
        var later = new Instant(2);
        Assert.True(earlier < later && later > earlier && earlier <= later && later >= earlier);
        Assert.Equal((earlier, later), (Instant.Min(later, earlier), Instant.Max(earlier, later)));
        Assert.True(earlier.CompareTo(later) < 0);
    }
}
