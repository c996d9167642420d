using CdnLab.Core;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>RTCP packets of every kind that is read.</summary>
internal static class RtcpCases
{
    public static void Write()
    {
        byte[] buffer = new byte[1200];
        var sender = new SenderInfo(0x11111111, new NtpTime(0xE8000000_80000000), 90_000, 1000, 1_000_000);
        ReportBlock[] blocks =
        [
            new ReportBlock { Ssrc = 0x22222222, ExtendedHighestSequence = 70_000, Jitter = 12 },
            new ReportBlock { Ssrc = 0x33333333, ExtendedHighestSequence = 5, Jitter = 1 },
        ];

        var writer = new RtcpWriter(buffer);
        writer.TryWriteSenderReport(sender, blocks);
        writer.TryWriteCname(sender.Ssrc, "cname"u8);
        Corpus.Write("rtcp", "sender-report", "SR with two blocks, SDES", writer.Written);

        writer = new RtcpWriter(buffer);
        writer.TryWriteReceiverReport(1, blocks);
        writer.TryWriteCname(1, "cname"u8);
        writer.TryWriteRemb(1, new Bitrate(2_500_000), [0x22222222, 0x33333333]);
        Corpus.Write("rtcp", "receiver-report-remb", "RR with two blocks, SDES, REMB", writer.Written);

        writer = new RtcpWriter(buffer);
        writer.TryWriteReceiverReport(1);
        writer.TryWriteCname(1, "cname"u8);
        writer.TryWriteGoodbye([1, 2, 3], "Stopped by publisher stop"u8);
        Corpus.Write("rtcp", "goodbye", "RR, SDES, BYE of three sources with a reason", writer.Written);

        writer = new RtcpWriter(buffer, reducedSize: true);
        writer.TryWriteNack(1, 0x22222222, [5, 6, 7, 100, 65535]);
        Corpus.Write("rtcp", "nack", "five packets missed, three entries", writer.Written);

        writer = new RtcpWriter(buffer, reducedSize: true);
        writer.TryWritePictureLoss(1, 0x22222222);
        Corpus.Write("rtcp", "picture-loss", "PLI", writer.Written);

        writer = new RtcpWriter(buffer, reducedSize: true);
        writer.TryWriteFullIntraRequest(1, [new FullIntraRequestEntry(0x22222222, 1), new FullIntraRequestEntry(0x33333333, 9)]);
        Corpus.Write("rtcp", "full-intra-request", "FIR to two sources", writer.Written);

        var feedback = new TransportFeedbackEncoder(buffer, 1, 0x22222222, 65_530, 3);
        long ticks = 1_000_000;
        int[] gaps = [0, 0, 0, 3, 0, 40, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        foreach (int gap in gaps)
        {
            feedback.TryAdd(gap, ticks += (gap * 300) + 4);
        }

        Corpus.Write("rtcp", "transport-feedback", "18 packets over a wrap, small and large deltas, runs and vectors", buffer.AsSpan(0, feedback.Finish()));

        writer = new RtcpWriter(buffer);
        writer.TryWriteSenderReport(sender);
        writer.TryWriteCname(sender.Ssrc, "a longer canonical name, as some stacks have"u8);
        writer.TryWritePictureLoss(1, 0x22222222);
        writer.TryWriteNack(1, 0x22222222, [1, 3, 5, 7, 9, 11]);
        writer.TryWriteGoodbye([sender.Ssrc]);
        Corpus.Write("rtcp", "compound", "SR, SDES, PLI, NACK, BYE in one datagram", writer.Written);
    }
}
