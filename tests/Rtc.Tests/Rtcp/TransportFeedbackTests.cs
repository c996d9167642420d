using CdnLab.Core;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Tests.Rtp;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Rtcp;

public sealed class TransportFeedbackTests
{
    // One packet, 153, received 37 ms after the reference time 4057090 * 64 ms; one byte of padding.
    private const string OnePacket = "AFCD0005 FA17FA17 43032FA0 00990001 3DE80217 20019401";

    [Fact]
    public void Feedback_about_one_packet_is_read()
    {
        Assert.True(RtcpTransportFeedback.TryParse(First(Bytes.Hex(OnePacket)), out RtcpTransportFeedback feedback));
        Assert.Equal(4_195_875_351u, feedback.SenderSsrc);
        Assert.Equal(1_124_282_272u, feedback.MediaSsrc);
        Assert.Equal(153, feedback.BaseSequence);
        Assert.Equal(1, feedback.PacketCount);
        Assert.Equal(4_057_090, feedback.ReferenceTime);
        Assert.Equal(23, feedback.FeedbackCount);
        Assert.True(feedback.MoveNext());
        Assert.Equal(new TransportFeedbackStatus(153, true, 148, (4_057_090L * 256) + 148), feedback.Current);
        Assert.False(feedback.MoveNext());
    }

    [Fact]
    public void Feedback_about_one_packet_is_written()
    {
        byte[] buffer = new byte[64];
        var encoder = new TransportFeedbackEncoder(buffer, 4_195_875_351, 1_124_282_272, 153, 23);
        Assert.True(encoder.TryAdd(0, (4_057_090L * 256) + 148));
        Assert.Equal(Bytes.Hex(OnePacket), buffer[..encoder.Finish()]);
    }

    [Theory]
    [InlineData("00DD", 221, "............")] // draft §3.1.3 example 1: a run of 221 not received
    [InlineData("9F1C", 14, ".#####...###..")] // draft §3.1.4 example 1, one bit per symbol
    [InlineData("C950", 7, ".####..")] // draft §3.1.4 example 2, with a large delta where the draft has the reserved symbol
    public void Chunks_of_the_drafts_examples_are_read(string chunk, int count, string fates)
    {
        byte[] packet = Bytes.Hex($"8FCD0009 00000001 00000002 FFFE{count:X4} 00000100 {chunk}0000 00000000 00000000 00000000 00000000");
        Assert.True(RtcpTransportFeedback.TryParse(First(packet), out RtcpTransportFeedback feedback));
        var read = new System.Text.StringBuilder();
        ushort expected = 0xFFFE;
        foreach (TransportFeedbackStatus status in feedback)
        {
            Assert.Equal(expected++, status.Sequence);
            read.Append(status.Received ? '#' : '.');
        }

        Assert.Equal(count, read.Length);
        Assert.StartsWith(fates, read.ToString());
    }

    [Fact]
    public void Reference_time_is_signed()
    {
        Assert.True(RtcpTransportFeedback.TryParse(
            First(Bytes.Hex("8FCD0005 00000001 00000002 00010001 FFFFFF00 20010400")), out RtcpTransportFeedback feedback));
        Assert.Equal(-1, feedback.ReferenceTime);
        Assert.True(feedback.MoveNext());
        Assert.Equal(-252, feedback.Current.ArrivalTicks);
    }

    [Fact]
    public void Empty_runs_are_passed_over()
    {
        Assert.True(RtcpTransportFeedback.TryParse(
            First(Bytes.Hex("8FCD0005 00000001 00000002 00010001 00000000 00002001")), out _) is false, "the delta is missing");
        Assert.True(RtcpTransportFeedback.TryParse(
            First(Bytes.Hex("8FCD0006 00000001 00000002 00010001 00000000 00002001 07000000")), out RtcpTransportFeedback feedback));
        Assert.True(feedback.MoveNext());
        Assert.Equal(7, feedback.Current.DeltaTicks);
    }

    [Theory]
    [InlineData("#", "2001")]
    [InlineData("##############", "200E")]
    [InlineData("....................#", "00142001")]
    [InlineData("#.#", "D100")]
    [InlineData("#.#.#.#.#.#.#.", "AAAA")] // 13 symbols in one bit each
    [InlineData("#.#.#.#~", "D1114001")] // the eighth symbol is large: seven go in two bits each
    [InlineData("#~~~~~~~", "DAAA4001")]
    [InlineData("#~", "D800")]
    public void Statuses_are_packed_into_the_smallest_chunks(string fates, string chunks)
    {
        byte[] message = Encode(fates);
        Assert.Equal(chunks, Convert.ToHexString(message.AsSpan(20, chunks.Length / 2)));
    }

    [Fact]
    public void Any_pattern_of_losses_and_delays_survives() => Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
    {
        var random = new SeededRandom(seed);
        int[] weights = [random.Next(3), 1 + random.Next(40), random.Next(2) * random.Next(10)];
        var packets = new List<(int Missing, long Ticks)>();
        long ticks = (long)(random.NextUInt64() >> 20);
        for (int i = 1 + random.Next(300); i > 0; i--)
        {
            int kind = random.Next(weights.Sum());
            int missing = kind < weights[0] ? 1 + random.Next(random.Next(20) == 0 ? 9000 : 20) : 0;
            ticks += kind < weights[0] + weights[1] ? random.Next(200) : random.Next(65536) - 32768;
            packets.Add((missing, ticks));
        }

        byte[] buffer = new byte[64 + random.Next(1300)];
        var encoder = new TransportFeedbackEncoder(buffer, 1, 2, 65000, 9);
        int added = 0;
        while (added < packets.Count && encoder.TryAdd(packets[added].Missing, packets[added].Ticks))
        {
            added++;
        }

        int length = encoder.Finish();
        RtcpPacket packet = First(buffer.AsSpan(0, length));
        if (length > Math.Min(buffer.Length, 1200) || !RtcpTransportFeedback.TryParse(packet, out RtcpTransportFeedback feedback)
            || feedback.PacketCount != encoder.PacketCount)
        {
            return false;
        }

        ushort expected = 65000;
        foreach ((int missing, long arrival) in packets.Take(added))
        {
            for (int i = 0; i <= missing; i++)
            {
                bool received = i == missing;
                if (!feedback.MoveNext() || feedback.Current.Sequence != expected++ || feedback.Current.Received != received
                    || (received && (uint)feedback.Current.ArrivalTicks != (uint)arrival))
                {
                    return false;
                }
            }
        }

        return added > 0 && !feedback.MoveNext();
    }));

    [Fact]
    public void Message_ends_where_it_would_grow_too_large_or_a_delta_does_not_fit()
    {
        byte[] buffer = new byte[2000];
        var encoder = new TransportFeedbackEncoder(buffer, 1, 2, 0, 0);
        int added = 0;
        while (encoder.TryAdd(1, added * 1000L))
        {
            added++;
        }

        int length = encoder.Finish();
        Assert.InRange(length, 1196, 1200);
        Assert.Equal(2 * added, encoder.PacketCount);

        encoder = new TransportFeedbackEncoder(buffer, 1, 2, 0, 0);
        Assert.True(encoder.TryAdd(0, 100_000));
        Assert.False(encoder.TryAdd(0, 100_000 + 32768));
        Assert.False(encoder.TryAdd(0, 100_000 - 32769));
        Assert.True(encoder.TryAdd(0, 100_000 + 32767));
        Assert.True(encoder.TryAdd(0, 100_000 - 1));
        Assert.Equal(3, encoder.PacketCount);
    }

    private static byte[] Encode(string fates)
    {
        byte[] buffer = new byte[1200];
        var encoder = new TransportFeedbackEncoder(buffer, 1, 2, 0, 0);
        long ticks = 0;
        int missing = 0;
        foreach (char fate in fates)
        {
            if (fate == '.')
            {
                missing++;
                continue;
            }

            ticks += fate == '~' ? 300 : 1;
            Assert.True(encoder.TryAdd(missing, ticks));
            missing = 0;
        }

        return buffer[..encoder.Finish()];
    }

    private static RtcpPacket First(ReadOnlySpan<byte> datagram)
    {
        var reader = new RtcpReader(datagram);
        Assert.True(reader.MoveNext(), $"no packet: {reader.Error}");
        return reader.Current;
    }
}
