using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>RTCP datagrams: every view of every packet, and what acts on the reports.</summary>
internal sealed class RtcpTarget : IFuzzTarget
{
    private readonly TransportFeedbackHistory _history = new();
    private readonly RemoteWallClock _clock = new();
    private readonly RoundTripEstimator _roundTrip = new();
    private Instant _now = new(1_000_000_000);

    public string Name => "rtcp";

    public void Run(ReadOnlySpan<byte> input)
    {
        _now += TimeSpan.FromMilliseconds(1);
        _history.OnSent(_now, 1200);
        var reader = new RtcpReader(input);
        int bytes = 0;
        while (reader.MoveNext())
        {
            bytes += reader.Current.Bytes.Length;
            Read(reader.Current);
        }

        Broken.Unless(bytes == input.Length || reader.Error != RtcpError.None, $"{bytes} of {input.Length} bytes read and no error");
    }

    private void Read(RtcpPacket packet)
    {
        _ = packet.Kind;
        if (RtcpSenderReport.TryParse(packet, out RtcpSenderReport sender))
        {
            Blocks(sender.Reports);
            _clock.OnSenderReport(_now, sender.Sender.Ntp);
            _ = _clock.ToInstant(sender.Sender.Ntp);
        }

        if (RtcpReceiverReport.TryParse(packet, out RtcpReceiverReport receiver))
        {
            Blocks(receiver.Reports);
        }

        if (RtcpSourceDescription.TryParse(packet, out RtcpSourceDescription description))
        {
            while (description.MoveNext())
            {
                Broken.Unless(description.Cname.Length <= byte.MaxValue, "a name longer than its length can say");
            }
        }

        if (RtcpGoodbye.TryParse(packet, out RtcpGoodbye goodbye))
        {
            for (int i = 0; i < goodbye.Count; i++)
            {
                _ = goodbye[i];
            }

            _ = System.Text.Encoding.UTF8.GetString(goodbye.Reason);
        }

        if (RtcpNack.TryParse(packet, out RtcpNack nack))
        {
            int named = 0;
            foreach (ushort _ in nack)
            {
                named++;
            }

            Broken.Unless(named >= 1 && named <= (packet.Body.Length - 8) / 4 * 17, $"{named} packets named by {packet.Body.Length} bytes");
        }

        _ = RtcpPictureLoss.TryParse(packet, out RtcpPictureLoss loss) && loss.MediaSsrc == 0;
        if (RtcpFullIntraRequest.TryParse(packet, out RtcpFullIntraRequest request))
        {
            for (int i = 0; i < request.Count; i++)
            {
                _ = request[i].Ssrc;
            }
        }

        if (RtcpRemb.TryParse(packet, out RtcpRemb remb))
        {
            Broken.Unless(remb.Bitrate.BitsPerSecond >= 0, "a rate below nothing");
            for (int i = 0; i < remb.Count; i++)
            {
                _ = remb[i];
            }
        }

        if (RtcpTransportFeedback.TryParse(packet, out RtcpTransportFeedback feedback))
        {
            int described = 0;
            foreach (TransportFeedbackStatus _ in feedback)
            {
                described++;
            }

            Broken.Unless(described == feedback.PacketCount, $"{described} of {feedback.PacketCount} packets described");
            TransportFeedbackResult result = _history.OnFeedback(feedback);
            Broken.Unless(result.Acked >= 0 && result.Lost >= 0, "fewer than none acknowledged");
        }
    }

    private void Blocks(ReportBlockList blocks)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            _roundTrip.OnReport(blocks[i], new WallClock(0).ToNtp(_now));
            Broken.Unless(!_roundTrip.HasValue || _roundTrip.Smoothed >= TimeSpan.Zero, "a round trip into the past");
        }
    }
}
