using CdnLab.Core;
using CdnLab.Forwarding.Tests.Support;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Receiving;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Session;

namespace CdnLab.Forwarding.Tests.Receiving;

public sealed class MediaReceiverTests : IDisposable
{
    private const uint VideoSsrc = 0x1000;
    private const uint AudioSsrc = 0x2000;
    private const uint OwnSsrc = 0x9999;

    private readonly ReceivedLog _log = new();
    private readonly ReceiverCounters _counters = new();
    private readonly RecordingSink _sink = new();
    private readonly SrtpLink _link = new();
    private readonly KeyFrameRequestGate _gate = new();
    private readonly MediaReceiver _receiver;
    private Instant _now = new(10_000_000_000);

    public MediaReceiverTests() => _receiver = new MediaReceiver(
        [
            new ReceiverTrack(96, 97, 90_000, nack: true, _gate),
            new ReceiverTrack(111, 0, 48_000, nack: false, keyFrameGate: null),
        ],
        _log, transportCcId: 3, captureTimeId: 6, OwnSsrc, _counters);

    public void Dispose() => _link.Dispose();

    [Fact]
    public void Packets_are_sorted_to_their_tracks_by_payload_type()
    {
        Receive(Packet(96, VideoSsrc, 7));
        Receive(Packet(111, AudioSsrc, 500));
        Assert.Equal([(0, 7L), (1, 500L)], _log.Packets.Select(entry => (entry.Track, entry.Packet.Extended)));
        Assert.Equal((VideoSsrc, AudioSsrc), (_receiver.Tracks[0].Ssrc, _receiver.Tracks[1].Ssrc));
        Assert.Equal(2, _counters.RtpReceived);
    }

    [Fact]
    public void What_does_not_parse_or_was_not_agreed_on_is_counted_and_dropped()
    {
        Receive([0x80, 96, 0]);
        Receive([0x40, 96, .. new byte[10]]);
        Receive(Packet(100, VideoSsrc, 7));
        Receive(Packet(127, VideoSsrc, 8));
        Assert.Empty(_log.Packets);
        Assert.Equal((2L, 2L), (_counters.MalformedRtp, _counters.UnknownPayloadTypes));
    }

    [Fact]
    public void A_retransmission_is_handed_on_as_the_original()
    {
        Receive(Packet(96, VideoSsrc, 10, payload: [1]));
        Receive(Packet(96, VideoSsrc, 12, payload: [3]));
        Receive(Packet(97, 0x7777, 40_000, payload: [0, 11, 2, 2]));
        (int track, ReceivedPacket packet, byte[] payload) = _log.Packets[^1];
        Assert.Equal((0, 11L, true), (track, packet.Extended, packet.Retransmission));
        Assert.Equal([2, 2], payload);
        Assert.Equal((0x7777u, (ushort)40_000), (packet.Ssrc, packet.Sequence));
        Assert.Equal((1L, VideoSsrc), (_counters.RtxReceived, _receiver.Tracks[0].Ssrc));
        Assert.Equal(1, _receiver.Tracks[0].Nack!.Recovered);
    }

    [Fact]
    public void A_retransmission_before_the_media_or_without_an_original_is_dropped()
    {
        Receive(Packet(97, 0x7777, 1, payload: [0, 11, 2]));
        Receive(Packet(96, VideoSsrc, 10));
        Receive(Packet(97, 0x7777, 2));
        Receive(Packet(97, 0x7777, 3, payload: [9]));
        Assert.Single(_log.Packets);
        Assert.Equal(3, _counters.RtxReceived);
        Assert.Equal(0, _counters.MalformedRtp);
    }

    [Fact]
    public void A_sender_that_changes_its_source_goes_on_where_the_one_before_ended()
    {
        Receive(Packet(96, VideoSsrc, 65_534));
        Receive(Packet(96, VideoSsrc, 65_535));
        Receive(Packet(96, VideoSsrc, 0));
        Assert.Empty(_log.Restarts);
        Receive(Packet(96, VideoSsrc + 1, 30_000));
        Receive(Packet(96, VideoSsrc + 1, 30_001));
        Receive(Packet(96, VideoSsrc + 1, 30_003));
        Assert.Equal([65_534L, 65_535, 65_536, 65_537, 65_538, 65_540], _log.Packets.Select(entry => entry.Packet.Extended));
        Assert.Equal([0], _log.Restarts);
        Assert.Equal(VideoSsrc + 1, _receiver.Tracks[0].Ssrc);

        // What is missing now is asked for under the new source's own numbers.
        Assert.Equal([30_002], Feedback().OfType<ushort[]>().Single());
    }

    [Fact]
    public void The_first_numbers_may_wrap_below_zero_without_harm()
    {
        Receive(Packet(96, VideoSsrc, 1));
        Receive(Packet(96, VideoSsrc, 65_535));
        Receive(Packet(96, VideoSsrc, 2));
        Assert.Equal([1L, 2], _log.Packets.Select(entry => entry.Packet.Extended));
    }

    [Fact]
    public void Missing_packets_are_asked_for_at_once_and_again_after_a_round_trip()
    {
        Receive(Packet(96, VideoSsrc, 10));
        Receive(Packet(96, VideoSsrc, 14));
        Assert.True(_receiver.NextTimeout <= _now, "the NACK waits for a timer");
        Assert.Equal([11, 12, 13], Feedback().OfType<ushort[]>().Single());
        Receive(Packet(97, 0x7777, 1, payload: [0, 12, 1]));
        Assert.Empty(Feedback(TimeSpan.FromMilliseconds(10)).OfType<ushort[]>());
        _now += TimeSpan.FromMilliseconds(130);
        Assert.Equal([11, 13], Feedback(TimeSpan.FromMilliseconds(100)).OfType<ushort[]>().Single());
        Assert.Equal(5, _counters.NacksSent);
    }

    [Fact]
    public void A_key_frame_is_asked_for_once_the_track_has_begun()
    {
        _gate.Request();
        Assert.Empty(Feedback());
        Receive(Packet(96, VideoSsrc, 10));
        Assert.Equal(["PLI 1000"], Feedback().OfType<string>().Where(text => text.StartsWith("PLI", StringComparison.Ordinal)));
        _gate.Request();
        Assert.DoesNotContain("PLI 1000", Feedback().OfType<string>());
        _now += TimeSpan.FromMilliseconds(500);
        Assert.Contains("PLI 1000", Feedback().OfType<string>());
        Assert.Equal(2, _counters.KeyFrameRequestsSent);
    }

    [Fact]
    public void A_receiver_report_on_every_track_is_sent_each_second()
    {
        Receive(Packet(96, VideoSsrc, 10));
        Receive(Packet(96, VideoSsrc, 13));
        Receive(Packet(111, AudioSsrc, 77));
        Feedback();
        for (int second = 0; second < 3; second++)
        {
            _now += TimeSpan.FromMilliseconds(999);
            Assert.DoesNotContain(Feedback().OfType<string>(), text => text.StartsWith("RR", StringComparison.Ordinal));
            _now += TimeSpan.FromMilliseconds(1);
            Assert.Contains("RR 1000:13:2 2000:77:0", Feedback().OfType<string>());
        }
    }

    [Fact]
    public void Arrivals_are_told_by_transport_wide_feedback()
    {
        Receive(Packet(96, VideoSsrc, 10, transportSequence: 100));
        Receive(Packet(111, AudioSsrc, 10, transportSequence: 101));
        Receive(Packet(97, 0x7777, 10, transportSequence: 103));
        _now += TimeSpan.FromMilliseconds(200);
        Assert.Contains("TWCC 100 yes,yes,no,yes", Feedback().OfType<string>());
    }

    [Fact]
    public void Capture_times_are_read_in_both_lengths()
    {
        byte[] time = [1, 2, 3, 4, 5, 6, 7, 8];
        Receive(Packet(96, VideoSsrc, 10, capture: time));
        Receive(Packet(96, VideoSsrc, 11, capture: [.. time, 9, 9, 9, 9, 9, 9, 9, 9]));
        Receive(Packet(96, VideoSsrc, 12, capture: [1, 2]));
        Receive(Packet(96, VideoSsrc, 13));
        Assert.Equal([0x0102030405060708UL, 0x0102030405060708UL, 0UL, 0UL], _log.Packets.Select(entry => entry.Packet.CaptureTime));
    }

    [Fact]
    public void A_sender_report_sets_the_media_clock_of_its_track()
    {
        var wall = new WallClock(1_790_000_000_000_000_000);
        Receive(Packet(96, VideoSsrc, 10));
        _receiver.HandleSenderReport(Moment(wall), new SenderInfo(0x5555, wall.ToNtp(_now), 1, 1, 1));
        Assert.Empty(_log.Clocks);
        _receiver.HandleSenderReport(Moment(wall), new SenderInfo(VideoSsrc, wall.ToNtp(_now), 90_000, 1, 1));
        (int track, uint timestamp, Instant at) = Assert.Single(_log.Clocks);
        Assert.Equal((0, 90_000u), (track, timestamp));
        Assert.InRange(at.NanosecondsSince(_now), -1000, 1000);
    }

    private static byte[] Packet(
        int payloadType, uint ssrc, ushort sequence, byte[]? payload = null, ushort? transportSequence = null, byte[]? capture = null)
    {
        byte[] buffer = new byte[200];
        var header = new RtpHeaderWriter(buffer, payloadType, false, sequence, sequence * 3000u, ssrc);
        if (transportSequence is { } number)
        {
            header.AddExtension(3, [(byte)(number >> 8), (byte)number]);
        }

        if (capture is not null)
        {
            header.AddExtension(6, capture);
        }

        int length = header.Finish();
        payload?.CopyTo(buffer, length);
        return buffer[..(length + (payload?.Length ?? 0))];
    }

    private void Receive(byte[] packet) => _receiver.HandleRtp(Moment(default), _now, packet);

    private Moment Moment(WallClock wall) => new(_now, wall);

    /// <summary>What is due now: NACKs as their numbers, the rest in words.</summary>
    private List<object> Feedback(TimeSpan roundTrip = default)
    {
        _receiver.SendDue(Moment(default), roundTrip, new RtcpOutlet(_sink, _link.Local, SrtpLink.Remote, "cname"u8));
        List<object> found = [];
        foreach (byte[] datagram in _sink.Datagrams)
        {
            var reader = new RtcpReader(_link.Open(datagram));
            while (reader.MoveNext())
            {
                RtcpPacket packet = reader.Current;
                if (RtcpNack.TryParse(packet, out RtcpNack nack))
                {
                    List<ushort> numbers = [];
                    foreach (ushort number in nack)
                    {
                        numbers.Add(number);
                    }

                    found.Add(numbers.ToArray());
                }
                else if (RtcpPictureLoss.TryParse(packet, out RtcpPictureLoss loss))
                {
                    found.Add($"PLI {loss.MediaSsrc:x}");
                }
                else if (RtcpReceiverReport.TryParse(packet, out RtcpReceiverReport report))
                {
                    string text = "RR";
                    for (int i = 0; i < report.Reports.Count; i++)
                    {
                        ReportBlock block = report.Reports[i];
                        text += $" {block.Ssrc:x}:{block.ExtendedHighestSequence}:{block.CumulativeLost}";
                    }

                    found.Add(text);
                }
                else if (RtcpTransportFeedback.TryParse(packet, out RtcpTransportFeedback feedback))
                {
                    List<string> received = [];
                    foreach (TransportFeedbackStatus status in feedback)
                    {
                        received.Add(status.Received ? "yes" : "no");
                    }

                    found.Add($"TWCC {feedback.BaseSequence} {string.Join(',', received)}");
                }
            }

            Assert.Equal(RtcpError.None, reader.Error);
        }

        _sink.Datagrams.Clear();
        return found;
    }
}
