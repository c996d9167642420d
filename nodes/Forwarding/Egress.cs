using CdnLab.Core;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Session;

namespace CdnLab.Forwarding;

/// <summary>The sending half of a session with a viewer or a downstream node.</summary>
internal sealed class Egress
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartingPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartingInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CatchUpInterval = TimeSpan.FromMilliseconds(1);

    // At most this many packets per millisecond to a receiver that catches up: some 250 Mbit/s, so that one newcomer holds
    // up nobody else's live packets for long.
    private const int CatchUpBudget = 24;

    private readonly Consumer[] _consumers;
    private readonly ForwardingCounters _counters;
    private RetransmissionBudget _budget;
    private Instant _activatedAt;
    private Instant _reportAt = Instant.Never;
    private Instant _catchUpAt;

    public Egress(EgressTransport transport, Consumer[] consumers, ForwardingCounters counters)
    {
        Transport = transport;
        _consumers = consumers;
        _counters = counters;
    }

    public EgressTransport Transport { get; }

    public ReadOnlySpan<Consumer> Consumers => _consumers;

    public Instant NextTimeout => Instant.Min(_reportAt, IsCatchingUp ? _catchUpAt : Instant.Never);

    private bool IsCatchingUp => Array.Exists(_consumers, static consumer => consumer.State == ConsumerState.CatchingUp);

    /// <summary>The transport is up: every track begins.</summary>
    public void Activate(in Moment moment)
    {
        foreach (Consumer consumer in _consumers)
        {
            consumer.Activate();
        }

        // The first report leaves at once: until it has one, a receiver cannot bring sound and picture together.
        _activatedAt = moment.Now;
        _reportAt = moment.Now;
        _catchUpAt = moment.Now;
    }

    public void HandleNack(in Moment moment, RtcpNack nack, IForwardingSink sink)
    {
        foreach (Consumer consumer in _consumers)
        {
            if (consumer.Sender.Format.Ssrc != nack.MediaSsrc)
            {
                continue;
            }

            long before = consumer.Sender.Retransmitted;
            long missingBefore = consumer.NotKept;
            foreach (ushort sequence in nack)
            {
                _counters.NacksReceived++;
                if (_budget.TryTake(moment.Now))
                {
                    consumer.Retransmit(sequence, moment.AbsSendTime, sink);
                }
                else
                {
                    _counters.NotRetransmitted++;
                }
            }

            _counters.Retransmitted += consumer.Sender.Retransmitted - before;
            _counters.NotRetransmitted += consumer.NotKept - missingBefore;
        }
    }

    public void HandleKeyFrameRequest(uint mediaSsrc)
    {
        foreach (Consumer consumer in _consumers)
        {
            if (consumer.Sender.Format.Ssrc == mediaSsrc)
            {
                _counters.KeyFrameRequestsReceived++;
                consumer.Track.KeyFrameGate.Request();
            }
        }
    }

    public void SendDue(in Moment moment, RtcpOutlet outlet, IForwardingSink sink)
    {
        if (_catchUpAt <= moment.Now && IsCatchingUp)
        {
            foreach (Consumer consumer in _consumers)
            {
                consumer.CatchUp(CatchUpBudget, moment.AbsSendTime, sink);
            }

            _catchUpAt = moment.Now + CatchUpInterval;
        }

        if (_reportAt <= moment.Now)
        {
            SendReports(moment, outlet);
        }
    }

    public void SendGoodbye(RtcpOutlet outlet, ReadOnlySpan<byte> reason)
    {
        if (_consumers.Length == 0)
        {
            return;
        }

        Span<uint> sources = stackalloc uint[_consumers.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = _consumers[i].Sender.Format.Ssrc;
        }

        var writer = new RtcpWriter(outlet.Buffer);
        writer.TryWriteReceiverReport(sources[0]);
        writer.TryWriteCname(sources[0], outlet.Cname);
        writer.TryWriteGoodbye(sources, reason);
        outlet.Send(writer.Length);
    }

    private void SendReports(in Moment moment, RtcpOutlet outlet)
    {
        bool complete = true;
        var writer = new RtcpWriter(outlet.Buffer);
        foreach (Consumer consumer in _consumers)
        {
            if (consumer.Sender.PacketsSent == 0)
            {
                complete = false;
                continue;
            }

            var sender = new SenderInfo(
                consumer.Sender.Format.Ssrc, moment.Ntp, consumer.Track.Clock.TimestampAt(moment.Now), consumer.Sender.PacketsSent, consumer.Sender.OctetsSent);
            writer.TryWriteSenderReport(sender);
            writer.TryWriteCname(consumer.Sender.Format.Ssrc, outlet.Cname);
        }

        outlet.Send(writer.Length);

        // Both tracks' reports are wanted soon after the start; a track that stays silent is not waited for any longer.
        bool starting = !complete && moment.Now < _activatedAt + StartingPeriod;
        _reportAt = moment.Now + (starting ? StartingInterval : ReportInterval);
    }
}
