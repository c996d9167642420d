using CdnLab.Core;
using CdnLab.Rtc.Feedback;

namespace CdnLab.Rtc.Tests.Feedback;

public sealed class MediaClockTests
{
    [Fact]
    public void Exact_observations_give_a_straight_line_for_hours()
    {
        // Video frames at 30 fps: 3000 units each, captured exactly then; through the wrap of the timestamp.
        var clock = new MediaClock(90_000);
        uint start = 0xFFFF_0000;
        for (long frame = 0; frame < 400_000; frame++)
        {
            Instant captured = new(5_000 + (frame * 1_000_000_000 / 30));
            clock.Observe((uint)(start + (frame * 3000)), captured);
            if (frame % 1000 == 0)
            {
                Instant now = captured.AddNanoseconds(12_345_678);
                uint expected = (uint)(start + (frame * 3000) + 1111);
                Assert.InRange((int)(clock.TimestampAt(now) - expected), -1, 1);
            }
        }
    }

    [Fact]
    public void Late_observations_do_not_move_the_line()
    {
        // Each packet is late by 0 to 30 ms. After the first second the line stays within 2 ms of the earliest.
        const ulong Seed = 81;
        var random = new SeededRandom(Seed);
        var clock = new MediaClock(48_000);
        for (int i = 0; i < 5000; i++)
        {
            long captured = i * 20_000_000L;
            clock.Observe((uint)(i * 960), new Instant(captured + (long)(random.NextDouble() * 30_000_000)));
            if (i > 50)
            {
                long error = clock.InstantOf((uint)(i * 960)).Nanoseconds - captured;
                Assert.True(error is >= 0 and < 2_000_000, $"seed {Seed}, packet {i}: {error / 1e6} ms");
            }
        }
    }

    [Fact]
    public void Slow_media_clock_is_followed()
    {
        // The publisher's sample clock runs 200 ppm slow: 12 ms per minute.
        var clock = new MediaClock(48_000);
        for (int i = 0; i < 15_000; i++)
        {
            Instant at = new((long)(i * 20_000_000.0 * 1.0002));
            clock.Observe((uint)(i * 960), at);
            Assert.InRange(at.NanosecondsSince(clock.InstantOf((uint)(i * 960))), -1000, 4_100_000);
        }
    }

    [Fact]
    public void Known_points_win_over_observations()
    {
        var clock = new MediaClock(90_000);
        clock.Observe(0, At(500));
        clock.Set(0, At(100));
        clock.Observe(90_000, At(1050));
        Assert.Equal(At(100), clock.InstantOf(0));
        Assert.Equal(90_000u, clock.TimestampAt(At(1100)));
        Assert.Equal(unchecked((uint)-9000), clock.TimestampAt(At(0)));
    }

    [Fact]
    public void Jump_of_the_timestamps_lays_a_new_line()
    {
        var clock = new MediaClock(90_000);
        clock.Set(0, At(0));
        clock.Observe(3_000_000_000, At(40));
        Assert.Equal(3_000_000_000u, clock.TimestampAt(At(40)));
    }

    [Fact]
    public void Sound_and_picture_mapped_by_one_offset_stay_aligned()
    {
        // The publisher's two reports describe the same clock, but the second took 70 ms longer to arrive.
        var publisher = new WallClock(1_700_000_000_000_000_000);
        var remote = new RemoteWallClock();
        var video = new SenderStatistics(1, 90_000);
        var audio = new SenderStatistics(2, 48_000);
        Assert.True(remote.OnSenderReport(At(50), publisher.ToNtp(At(20))));
        video.Clock.Set(1_800, remote.ToInstant(publisher.ToNtp(At(20))));
        Assert.False(remote.OnSenderReport(At(120), publisher.ToNtp(At(20))));
        audio.Clock.Set(960, remote.ToInstant(publisher.ToNtp(At(20))));
        video.OnPacketSent(1_800, At(90), 1000);
        audio.OnPacketSent(960, At(60), 100);
        Assert.True(video.TryMakeReport(At(1050), default, out var picture));
        Assert.True(audio.TryMakeReport(At(1050), default, out var sound));

        // Both count from the same capture time 0 at the publisher.
        Assert.Equal(picture.RtpTimestamp / 90_000.0, sound.RtpTimestamp / 48_000.0, 0.00003);
    }

    [Fact]
    public void Step_of_the_publishers_clock_is_followed()
    {
        var remote = new RemoteWallClock();
        Assert.True(remote.OnSenderReport(At(0), NtpTime.FromUnixNanoseconds(1_700_000_000_000_000_000)));
        Assert.True(remote.OnSenderReport(At(1000), NtpTime.FromUnixNanoseconds(1_700_000_100_000_000_000)));
        Assert.Equal(At(1000).Nanoseconds, remote.ToInstant(NtpTime.FromUnixNanoseconds(1_700_000_100_000_000_000)).Nanoseconds);
    }

    private static Instant At(double milliseconds) => new((long)(milliseconds * 1_000_000));
}
