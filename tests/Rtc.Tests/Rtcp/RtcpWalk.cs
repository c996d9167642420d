using CdnLab.Core;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Rtc.Tests.Rtcp;

/// <summary>Reads all that there is to read in a datagram, whatever it is.</summary>
internal static class RtcpWalk
{
    /// <summary>Returns a checksum of what was read, so that nothing is optimised away.</summary>
    public static long Everything(ReadOnlySpan<byte> datagram)
    {
        long sum = 0;
        var reader = new RtcpReader(datagram);
        while (reader.MoveNext())
        {
            RtcpPacket packet = reader.Current;
            sum += (int)packet.Kind;
            if (RtcpSenderReport.TryParse(packet, out RtcpSenderReport sr))
            {
                sum += sr.Sender.RtpTimestamp + Blocks(sr.Reports);
            }

            if (RtcpReceiverReport.TryParse(packet, out RtcpReceiverReport rr))
            {
                sum += rr.SenderSsrc + Blocks(rr.Reports);
            }

            if (RtcpSourceDescription.TryParse(packet, out RtcpSourceDescription sdes))
            {
                while (sdes.MoveNext())
                {
                    sum += sdes.Ssrc + sdes.Cname.Length;
                }
            }

            if (RtcpGoodbye.TryParse(packet, out RtcpGoodbye bye))
            {
                for (int i = 0; i < bye.Count; i++)
                {
                    sum += bye[i];
                }

                sum += bye.Reason.Length;
            }

            if (RtcpNack.TryParse(packet, out RtcpNack nack))
            {
                foreach (ushort sequence in nack)
                {
                    sum += sequence;
                }
            }

            if (RtcpPictureLoss.TryParse(packet, out RtcpPictureLoss pli))
            {
                sum += pli.MediaSsrc;
            }

            if (RtcpFullIntraRequest.TryParse(packet, out RtcpFullIntraRequest fir))
            {
                for (int i = 0; i < fir.Count; i++)
                {
                    sum += fir[i].Ssrc;
                }
            }

            if (RtcpRemb.TryParse(packet, out RtcpRemb remb))
            {
                Assert.True(remb.Bitrate.BitsPerSecond >= 0);
                for (int i = 0; i < remb.Count; i++)
                {
                    sum += remb[i];
                }
            }

            if (RtcpTransportFeedback.TryParse(packet, out RtcpTransportFeedback feedback))
            {
                int count = 0;
                foreach (TransportFeedbackStatus status in feedback)
                {
                    sum += status.DeltaTicks;
                    count++;
                }

                if (count != feedback.PacketCount)
                {
                    throw new InvalidOperationException($"{count} statuses of {feedback.PacketCount}");
                }
            }
        }

        return sum;
    }

    private static long Blocks(ReportBlockList blocks)
    {
        long sum = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            sum += blocks[i].Ssrc;
        }

        return sum;
    }
}
