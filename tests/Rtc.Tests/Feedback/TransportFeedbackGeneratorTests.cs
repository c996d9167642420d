using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Tests.Rtp;

namespace CdnLab.Rtc.Tests.Feedback;

public sealed class TransportFeedbackGeneratorTests
{
    [Fact]
    public void Report_is_due_one_interval_after_the_first_packet_and_then_in_step()
    {
        var generator = new TransportFeedbackGenerator(1);
        Assert.True(generator.NextTimeout.IsNever);
        generator.OnPacket(At(1000), 5);
        Assert.Equal(At(1100), generator.NextTimeout);
        Assert.False(generator.TryWrite(At(1099), new byte[1200], out _));
        Assert.Single(Report(generator, At(1100)));
        Assert.True(generator.NextTimeout.IsNever);
        generator.OnPacket(At(1130), 6);
        Assert.Equal(At(1200), generator.NextTimeout);
        Assert.Single(Report(generator, At(1200)));
        generator.OnPacket(At(1777), 7);
        Assert.Equal(At(1877), generator.NextTimeout);
    }

    [Fact]
    public void Gap_between_two_reports_is_reported_as_not_received()
    {
        var generator = new TransportFeedbackGenerator(1);
        generator.OnPacket(At(0), 65534);
        Report(generator, At(100));
        generator.OnPacket(At(110), 1);
        Assert.Equal(["65535-", "0-", "1+"], Report(generator, At(200)).Single());
    }

    [Fact]
    public void Packet_that_comes_after_its_loss_was_reported_gets_a_message_of_its_own()
    {
        var generator = new TransportFeedbackGenerator(1);
        foreach (ushort sequence in (ushort[])[10, 11, 14, 16])
        {
            generator.OnPacket(At(0), sequence);
        }

        Assert.Equal(["10+", "11+", "12-", "13-", "14+", "15-", "16+"], Report(generator, At(100)).Single());
        foreach (ushort sequence in (ushort[])[17, 15, 13])
        {
            generator.OnPacket(At(110), sequence);
        }

        // 13 and 15 enclose 14, which is reported already and must not be called lost.
        List<List<string>> messages = Report(generator, At(200));
        Assert.Equal(3, messages.Count);
        Assert.Equal(["13+"], messages[0]);
        Assert.Equal(["15+"], messages[1]);
        Assert.Equal(["17+"], messages[2]);
        generator.OnPacket(At(210), 12);
        generator.OnPacket(At(210), 13);
        Assert.Equal(["12+"], Report(generator, At(310)).Single());
        Assert.Equal(1, generator.Duplicates);
    }

    [Fact]
    public void Rounding_never_adds_up()
    {
        // 333.3 µs apart, a length no number of ticks matches: after 3000 packets the sum is still right to half a tick.
        var generator = new TransportFeedbackGenerator(1, TimeSpan.FromMilliseconds(50));
        var arrivals = new Dictionary<ushort, long>();
        byte[] message = new byte[1200];
        for (ushort i = 0; i < 3000; i++)
        {
            long at = 7_000_000_123 + (i * 333_333L);
            generator.OnPacket(new Instant(at), i);
            while (generator.TryWrite(new Instant(at), message, out int length))
            {
                foreach (TransportFeedbackStatus status in Parse(message.AsSpan(0, length)))
                {
                    arrivals.Add(status.Sequence, status.ArrivalTicks);
                }
            }
        }

        Assert.True(arrivals.Count > 2800);
        foreach ((ushort sequence, long ticks) in arrivals)
        {
            Assert.InRange((ticks * 250_000) - (7_000_000_123 + (sequence * 333_333L)), -125_000, 125_000);
        }
    }

    [Fact]
    public void Pause_of_more_than_eight_seconds_begins_a_new_message()
    {
        var generator = new TransportFeedbackGenerator(1, TimeSpan.FromSeconds(20));
        generator.OnPacket(At(0), 1);
        generator.OnPacket(At(9000), 2);
        List<List<string>> messages = Report(generator, At(20_000));
        Assert.Equal(["1+"], messages[0]);
        Assert.Equal(["2+"], messages[1]);
    }

    [Fact]
    public void Many_packets_take_several_messages_of_bounded_size()
    {
        var generator = new TransportFeedbackGenerator(1);
        for (int i = 0; i < 9000; i++)
        {
            generator.OnPacket(new Instant(i * 10_000L), (ushort)i);
        }

        Assert.Equal(9000 - 8192, generator.Unreported);
        List<List<string>> messages = Report(generator, At(100));
        Assert.Equal(8192, messages.Sum(m => m.Count));
        Assert.Equal(messages.Count, generator.FeedbackCount);
    }

    // Wrap of the sequence number, of the reference time (2^24 * 64 ms) and of the feedback count are all in reach.
    [Theory]
    [InlineData(1UL, 0, 0L, 0.0, 0)]
    [InlineData(2UL, 65_000, 0L, 0.05, 5)]
    [InlineData(3UL, 64_000, 1_073_741_824_000L - 20_000, 0.02, 40)]
    [InlineData(4UL, 32_000, 536_870_912_000L - 20_000, 0.3, 300)]
    [InlineData(5UL, 1, 86_400_000L, 0.1, 1000)]
    [InlineData(6UL, 65_535, 5L, 0.001, 1)]
    public void What_is_reported_equals_what_arrived(ulong seed, int firstSequence, long startMilliseconds, double loss, int jitterMilliseconds)
    {
        const int Packets = 12_000;
        var random = new SeededRandom(seed);
        var history = new TransportFeedbackHistory(16_384, (ushort)firstSequence);
        var arrivals = new PriorityQueue<int, long>();
        long sentAt = startMilliseconds * 1_000_000;
        long[] arrivedAt = new long[Packets];
        for (int i = 0; i < Packets; i++)
        {
            sentAt += (long)(random.NextDouble() * 6_000_000);
            Assert.Equal((ushort)(firstSequence + i), history.OnSent(new Instant(sentAt), 1000));
            if (i > 0 && random.NextDouble() < loss)
            {
                continue;
            }

            // The first packet comes first, so that all are within the generator's sight.
            arrivedAt[i] = sentAt + (i == 0 ? 0 : (long)(random.NextDouble() * jitterMilliseconds * 1_000_000));
            arrivals.Enqueue(i, arrivedAt[i]);
            if (random.Next(50) == 0)
            {
                arrivals.Enqueue(i, arrivedAt[i] + (long)(random.NextDouble() * 50_000_000));
            }
        }

        var generator = new TransportFeedbackGenerator(1);
        var reported = new bool[Packets];
        var mentioned = new bool[Packets];
        int highest = 0;
        byte[] message = new byte[1500];
        byte feedbackCount = 0;
        long acked = 0;
        while (arrivals.Count > 0 || !generator.NextTimeout.IsNever)
        {
            Instant now = generator.NextTimeout;
            if (arrivals.TryPeek(out int index, out long at) && at <= now.Nanoseconds)
            {
                now = new Instant(at);
                arrivals.Dequeue();
                generator.OnPacket(now, (ushort)(firstSequence + index));
            }

            while (generator.TryWrite(now, message, out int length))
            {
                Assert.InRange(length, 24, 1200);
                var reader = new RtcpReader(message.AsSpan(0, length));
                Assert.True(reader.MoveNext(), $"seed {seed}: {reader.Error}");
                Assert.True(RtcpTransportFeedback.TryParse(reader.Current, out RtcpTransportFeedback feedback), $"seed {seed}: message not readable");
                Assert.Equal(feedbackCount++, feedback.FeedbackCount);
                foreach (TransportFeedbackStatus status in feedback)
                {
                    int packet = highest + (short)(status.Sequence - (ushort)(firstSequence + highest));
                    highest = Math.Max(highest, packet);
                    mentioned[packet] = true;
                    Assert.False(reported[packet], $"seed {seed}: packet {packet} is mentioned after it was reported as received");
                    if (status.Received)
                    {
                        Assert.True(arrivedAt[packet] != 0, $"seed {seed}: packet {packet} never arrived");
                        reported[packet] = true;
                        Assert.Equal((uint)((arrivedAt[packet] + 125_000) / 250_000), (uint)status.ArrivalTicks);
                    }
                }

                TransportFeedbackResult result = history.OnFeedback(feedback);
                Assert.Equal(0, result.Unknown);
                acked += result.Acked;
            }
        }

        for (int i = 0; i <= highest; i++)
        {
            Assert.True(mentioned[i], $"seed {seed}: packet {i} is never mentioned");
            Assert.True(reported[i] == (arrivedAt[i] != 0), $"seed {seed}: packet {i} arrived but was not reported");
        }

        Assert.Equal(arrivedAt.Count(at => at != 0), acked);
        Assert.Equal(acked, history.Acked);
        Assert.Equal(highest + 1 - acked, history.Lost);
        Assert.Equal(0, generator.Unreported);
    }

    [Fact]
    public void Reporting_allocates_nothing()
    {
        var generator = new TransportFeedbackGenerator(1);
        var history = new TransportFeedbackHistory();
        byte[] message = new byte[1200];
        long at = 0;
        Assert.Equal(0, Bytes.Allocated(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                at += 1_000_000;
                ushort sequence = history.OnSent(new Instant(at), 1200);
                if (i % 13 != 0)
                {
                    generator.OnPacket(new Instant(at), sequence);
                }

                while (generator.TryWrite(new Instant(at), message, out int length))
                {
                    var reader = new RtcpReader(message.AsSpan(0, length));
                    reader.MoveNext();
                    RtcpTransportFeedback.TryParse(reader.Current, out RtcpTransportFeedback feedback);
                    history.OnFeedback(feedback);
                }
            }
        }));
        Assert.True(history.Acked > 8000);
    }

    private static List<List<string>> Report(TransportFeedbackGenerator generator, Instant now)
    {
        var messages = new List<List<string>>();
        byte[] message = new byte[1200];
        while (generator.TryWrite(now, message, out int length))
        {
            messages.Add([.. Parse(message.AsSpan(0, length)).Select(s => $"{s.Sequence}{(s.Received ? '+' : '-')}")]);
        }

        return messages;
    }

    private static List<TransportFeedbackStatus> Parse(ReadOnlySpan<byte> message)
    {
        var reader = new RtcpReader(message);
        Assert.True(reader.MoveNext(), $"no packet: {reader.Error}");
        Assert.True(RtcpTransportFeedback.TryParse(reader.Current, out RtcpTransportFeedback feedback));
        var statuses = new List<TransportFeedbackStatus>();
        foreach (TransportFeedbackStatus status in feedback)
        {
            statuses.Add(status);
        }

        return statuses;
    }

    private static Instant At(double milliseconds) => new((long)(milliseconds * 1_000_000));
}
