using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Tests.Rtp;

namespace CdnLab.Rtc.Tests.Feedback;

public sealed class ReportTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(65534)]
    [InlineData(65535)]
    public void Loss_is_counted_through_the_wrap(int start)
    {
        var statistics = new ReceptionStatistics(7, 90_000);
        for (int i = 0; i < 100; i++)
        {
            if (i is not (1 or 50 or 51 or 98))
            {
                statistics.OnPacket(At(i), (ushort)(start + i), (uint)(i * 90));
            }
        }

        ReportBlock report = statistics.MakeReport(At(100));
        Assert.Equal(7u, report.Ssrc);
        Assert.Equal(4, report.CumulativeLost);
        Assert.Equal(4 * 256 / 100, report.FractionLost);
        Assert.Equal((uint)(start + 99), report.ExtendedHighestSequence);
        Assert.Equal(0u, report.Jitter);
        Assert.Equal((0u, 0u), (report.LastSenderReport, report.DelaySinceLastSenderReport));
    }

    [Fact]
    public void Fraction_lost_counts_from_the_previous_report_and_duplicates_do_not_make_it_negative()
    {
        var statistics = new ReceptionStatistics(7, 90_000);
        statistics.OnPacket(At(0), 0, 0);
        statistics.OnPacket(At(0), 3, 0);
        Assert.Equal(128, statistics.MakeReport(At(0)).FractionLost);
        statistics.OnPacket(At(1), 4, 0);
        Assert.Equal((byte)0, statistics.MakeReport(At(1)).FractionLost);
        statistics.OnPacket(At(1), 4, 0);
        statistics.OnPacket(At(1), 4, 0);
        statistics.OnPacket(At(1), 4, 0);
        ReportBlock report = statistics.MakeReport(At(1));
        Assert.Equal((0, -1), (report.FractionLost, report.CumulativeLost));
        Assert.Equal((byte)0, statistics.MakeReport(At(1)).FractionLost);
    }

    [Fact]
    public void Jitter_follows_the_filter_of_RFC_3550()
    {
        // Packets 20 ms apart, every second one 10 ms late: each difference of transit is 10 ms, so the filter goes there.
        var statistics = new ReceptionStatistics(7, 48_000);
        double expected = 0;
        for (int i = 0; i < 400; i++)
        {
            statistics.OnPacket(At((i * 20) + (i % 2 * 10)), (ushort)i, (uint)(i * 960));
            expected += i == 0 ? 0 : (10 - expected) / 16;
        }

        Assert.InRange(statistics.Jitter.TotalMilliseconds, expected - 0.001, expected + 0.001);
        Assert.InRange(statistics.JitterUnits, 479u, 480u);
    }

    [Fact]
    public void Jump_of_the_timestamps_does_not_count_as_jitter()
    {
        var statistics = new ReceptionStatistics(7, 90_000);
        statistics.OnPacket(At(0), 1, 0);
        statistics.OnPacket(At(20), 2, 0x8000_0000);
        statistics.OnPacket(At(40), 3, 0x8000_0000 + 1800);
        Assert.Equal(0u, statistics.JitterUnits);
    }

    [Fact]
    public void Restarted_source_begins_anew_when_a_second_packet_confirms_it()
    {
        var statistics = new ReceptionStatistics(7, 90_000);
        statistics.OnPacket(At(0), 100, 0);
        statistics.OnPacket(At(1), 40_000, 0);
        Assert.Equal((1, 1), (statistics.Received, statistics.Expected));
        statistics.OnPacket(At(2), 101, 0);
        statistics.OnPacket(At(3), 40_001, 0);
        Assert.Equal(101u, statistics.ExtendedHighestSequence);
        statistics.OnPacket(At(4), 40_002, 0);
        Assert.Equal(40_002u, statistics.ExtendedHighestSequence);
        Assert.Equal(0, statistics.MakeReport(At(5)).CumulativeLost);
    }

    [Fact]
    public void Sender_report_comes_back_with_the_delay_since_it_arrived()
    {
        var statistics = new ReceptionStatistics(7, 90_000);
        statistics.OnPacket(At(0), 1, 0);
        statistics.OnSenderReport(At(1000), new NtpTime(0x0000_B705_2000_0000));
        ReportBlock report = statistics.MakeReport(At(6250));
        Assert.Equal(0xB705_2000u, report.LastSenderReport);
        Assert.Equal(0x0005_4000u, report.DelaySinceLastSenderReport);
    }

    [Fact]
    public void Round_trip_time_is_that_of_the_example_in_RFC_3550()
    {
        // §6.4.1, figure 2: A = 0xb710:8000, LSR = 0xb705:2000, DLSR = 0x0005:4000, delay = 0x0006:2000 = 6.125 s.
        var estimator = new RoundTripEstimator();
        Assert.True(estimator.OnReport(Answer(0xB705_2000, 0x0005_4000), new NtpTime(0xB44D_B710_8000_0000)));
        Assert.Equal(TimeSpan.FromSeconds(6.125), estimator.Latest);
        Assert.Equal(TimeSpan.FromSeconds(6.125), estimator.Smoothed);
    }

    [Fact]
    public void Round_trip_time_is_smoothed_and_nonsense_is_refused()
    {
        var estimator = new RoundTripEstimator();
        Assert.False(estimator.OnReport(Answer(0, 0), new NtpTime(1UL << 40)), "no sender report answered");
        Assert.False(estimator.OnReport(Answer(0x10000, 0x20000), new NtpTime(0x2_0000_0000)), "one second below zero");
        Assert.False(estimator.HasValue);

        // 0.5 s, through the wrap of the middle 32 bits; then a unit below zero, which is rounding.
        Assert.True(estimator.OnReport(Answer(0xFFFF_C000, 0), new NtpTime(0x0001_0000_4000_0000)));
        Assert.Equal(TimeSpan.FromSeconds(0.5), estimator.Latest);
        Assert.True(estimator.OnReport(Answer(0x1_0000, 0x1_0001), new NtpTime(0x2_0000_0000)));
        Assert.Equal(TimeSpan.Zero, estimator.Latest);
        Assert.Equal(TimeSpan.FromSeconds(0.4375), estimator.Smoothed);
        Assert.Equal(TimeSpan.Zero, estimator.Minimum);
    }

    [Fact]
    public void Report_and_answer_measure_the_path_between_two_hosts()
    {
        // Two hosts whose clocks differ by an hour; 47.5 ms each way; the answer is held for 730 ms.
        var here = new WallClock(1_700_000_000_000_000_000);
        var sender = new SenderStatistics(7, 90_000);
        sender.OnPacketSent(1000, At(0), 1100);
        Assert.True(sender.TryMakeReport(At(10), here.ToNtp(At(10)), out SenderInfo info));
        var receiver = new ReceptionStatistics(7, 90_000);
        receiver.OnSenderReport(At(3_600_057.5), info.Ntp);
        ReportBlock answer = receiver.MakeReport(At(3_600_787.5));
        var estimator = new RoundTripEstimator();
        Assert.True(estimator.OnReport(answer, here.ToNtp(At(10 + 47.5 + 730 + 47.5))));
        Assert.InRange(estimator.Latest.TotalMilliseconds, 94.9, 95.1);
    }

    [Fact]
    public void Sender_counts_packets_and_payload_and_is_silent_before_the_first()
    {
        var sender = new SenderStatistics(7, 90_000);
        Assert.False(sender.TryMakeReport(At(0), default, out _));
        sender.OnPacketSent(5000, At(0), 1100);
        sender.OnPacketSent(5000, At(0), 300);
        Assert.True(sender.TryMakeReport(At(1000), new NtpTime(99), out SenderInfo info));
        Assert.Equal(new SenderInfo(7, new NtpTime(99), 95_000, 2, 1400), info);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var sender = new SenderStatistics(7, 90_000);
        var receiver = new ReceptionStatistics(7, 90_000);
        uint i = 0;
        Assert.Equal(0, Bytes.Allocated(() =>
        {
            for (int end = 0; end < 3000; end++)
            {
                i++;
                sender.OnPacketSent(i * 3000, At(i * 33.3), 1000);
                receiver.OnPacket(At(i * 33.3), (ushort)i, i * 3000);
                receiver.MakeReport(At(i));
                sender.TryMakeReport(At(i), default, out _);
            }
        }));
    }

    private static ReportBlock Answer(uint lastSenderReport, uint delay) => new(7, 0, 0, 0, 0, lastSenderReport, delay);

    private static Instant At(double milliseconds) => new((long)(milliseconds * 1_000_000));
}
