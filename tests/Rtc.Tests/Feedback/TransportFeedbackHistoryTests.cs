using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Rtc.Tests.Feedback;

public sealed class TransportFeedbackHistoryTests
{
    [Fact]
    public void Packets_are_acked_once_and_losses_can_be_taken_back()
    {
        var history = new TransportFeedbackHistory(64, 65534);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((ushort)(65534 + i), history.OnSent(new Instant(i + 1), 100 * (i + 1)));
        }

        Assert.Equal(4, history.InFlight);
        Assert.Equal(new TransportFeedbackResult(2, 500, 2, 0, new Instant(4)), Feed(history, 65534, "#..#"));
        Assert.Equal((0, 2, 2), (history.InFlight, history.Acked, history.Lost));
        Assert.Equal(new TransportFeedbackResult(1, 200, 0, 0, new Instant(2)), Feed(history, 65534, "##"));
        Assert.Equal((0, 3, 1), (history.InFlight, history.Acked, history.Lost));
    }

    [Fact]
    public void Packets_never_sent_or_forgotten_are_unknown()
    {
        var history = new TransportFeedbackHistory(64, 0);
        Assert.Equal(2, Feed(history, 0, "##").Unknown);
        for (int i = 0; i < 70; i++)
        {
            history.OnSent(new Instant(i), 1);
        }

        Assert.Equal(6, history.Forgotten);
        Assert.Equal(64, history.InFlight);
        Assert.Equal(6, Feed(history, 0, "#######").Unknown);
        Assert.Equal(1, Feed(history, 69, "##").Unknown);
        Assert.True(history.TryGetSentAt(69, out Instant sentAt));
        Assert.Equal(new Instant(69), sentAt);
        Assert.False(history.TryGetSentAt(70, out _));
        Assert.False(history.TryGetSentAt(5, out _));
    }

    private static TransportFeedbackResult Feed(TransportFeedbackHistory history, ushort first, string fates)
    {
        byte[] buffer = new byte[200];
        var encoder = new TransportFeedbackEncoder(buffer, 1, 2, first, 0);
        int missing = 0;
        foreach (char fate in fates)
        {
            if (fate == '#')
            {
                encoder.TryAdd(missing, 1);
                missing = 0;
            }
            else
            {
                missing++;
            }
        }

        var reader = new RtcpReader(buffer.AsSpan(0, encoder.Finish()));
        reader.MoveNext();
        Assert.True(RtcpTransportFeedback.TryParse(reader.Current, out RtcpTransportFeedback feedback));
        return history.OnFeedback(feedback);
    }
}
