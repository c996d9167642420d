using CdnLab.Core;
using CdnLab.Measurement;

namespace CdnLab.Reports.Tests.Measurement;

public sealed class FreezeDetectorTests
{
    private readonly FreezeDetector _detector = new();
    private Instant _now = Instant.Zero;

    [Theory]
    [InlineData(33, 182, false)] // avg + 150 = 183 rules while 3 × avg is less
    [InlineData(33, 183, true)]
    [InlineData(100, 299, false)] // 3 × avg = 300 rules from an average of 75 ms on
    [InlineData(100, 300, true)]
    public void Gap_is_a_freeze_from_the_larger_of_both_bounds_on(int averageMs, int gapMs, bool frozen)
    {
        Play(31, averageMs);

        long duration = Frame(gapMs);

        Assert.Equal(frozen ? gapMs * 1_000_000L : 0, duration);
        Assert.Equal(frozen ? 1 : 0, _detector.FreezeCount);
        Assert.Equal(duration, _detector.FreezeNanoseconds);
    }

    [Fact]
    public void Nothing_is_judged_before_five_gaps_are_known()
    {
        Play(5, 33);
        Assert.Equal(0, Frame(1000));
        Play(1, 33);
        Assert.Equal(0, _detector.FreezeCount);
    }

    [Fact]
    public void Average_is_taken_over_the_last_thirty_gaps_only()
    {
        Play(100, 200);
        Play(30, 33);
        Assert.Equal(183_000_000, Frame(183));
    }

    [Fact]
    public void A_frozen_gap_raises_the_average_for_the_next()
    {
        Play(31, 33);
        Frame(1000);

        // (29 × 33 + 1000) / 30 = 65.2: the next freeze begins at 215.2 ms.
        Assert.Equal(0, Frame(215));
        Assert.Equal(1, _detector.FreezeCount);
    }

    [Fact]
    public void More_than_five_seconds_are_a_pause_and_not_a_freeze()
    {
        Play(31, 33);
        Frame(5000);
        Frame(5001);
        Assert.Equal((1, 1), (_detector.FreezeCount, _detector.PauseCount));
        Assert.Equal(5_001_000_000, _detector.PausedNanoseconds);
    }

    [Fact]
    public void Video_that_stands_still_at_the_end_has_frozen()
    {
        Play(31, 33);
        Assert.Equal(2_000_000_000, _detector.Finish(_now + TimeSpan.FromSeconds(2)));
        Assert.Equal(1, _detector.FreezeCount);
    }

    [Fact]
    public void Video_without_a_frame_has_no_freeze_to_time()
    {
        Assert.Equal(0, _detector.Finish(_now + TimeSpan.FromSeconds(20)));
        Assert.Equal(0, _detector.FramesRendered);
    }

    private void Play(int frames, int gapMs)
    {
        for (int i = 0; i < frames; i++)
        {
            Assert.Equal(0, Frame(gapMs));
        }
    }

    private long Frame(int gapMs)
    {
        _now += TimeSpan.FromMilliseconds(gapMs);
        return _detector.OnFrameRendered(_now);
    }
}
