using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>
/// One direction of a link: decides which packets are lost and when the others arrive, and keeps count. It holds no bytes:
/// a packet is a slot number of the caller's.
/// </summary>
/// <remarks>
/// <para>The fate of the n-th packet of a flow hangs on the seed, the flow's identity (<see cref="FlowKey"/>) and n alone,
/// never on the other flows. The jitter of a flow that keeps its order hangs on the seed, the identity and the time since
/// the flow's first packet (<see cref="JitterProcess"/>); with reordering on, on n as well.</para>
/// <para>A packet passes, in this order: the cut, burst loss, independent loss, the queue and rate of the bottleneck, the
/// delay with jitter. Sans-IO, owned by one thread, no allocation per packet; <c>now</c> never goes back.</para>
/// </remarks>
public sealed class LinkEmulator
{
    private const double TwoTo53 = 1UL << 53;
    private const ulong LossSalt = 0x6C6F_7373_3130_0003;
    private const ulong BurstLossSalt = 0x6275_7273_7431_0004;
    private const ulong StateSalt = 0x7374_6174_6531_0005;
    private const ulong DrawSalt = 0x6472_6177_3130_0006;

    private readonly ulong _seed;
    private readonly DepartureHeap _underWay;
    private readonly FlowTable _flows;
    private readonly LinkCounters _counters = new();
    private BottleneckQueue _bottleneck;
    private ulong _lossBelow;
    private long _delay;
    private long _sigma;
    private long _period;

    /// <summary>Makes one direction of a link.</summary>
    /// <param name="profile">How it treats packets.</param>
    /// <param name="seed">The seed of this direction, from <see cref="LinkSeed.Derive"/>.</param>
    /// <param name="maxPackets">Most packets under way; the next is dropped as <see cref="DropReason.Overload"/>.</param>
    /// <param name="maxFlows">Most flows told apart at a time.</param>
    /// <exception cref="ArgumentException">The profile has a value out of range.</exception>
    public LinkEmulator(LinkProfile profile, ulong seed, int maxPackets = 65_536, int maxFlows = 16_384)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPackets);
        _seed = seed;
        _underWay = new DepartureHeap(maxPackets);
        _flows = new FlowTable(maxFlows);
        Profile = profile;
        _bottleneck = new BottleneckQueue(profile);
        Apply(profile);
    }

    /// <summary>The profile in force.</summary>
    public LinkProfile Profile { get; private set; }

    /// <summary>The seed of this direction.</summary>
    public ulong Seed => _seed;

    /// <summary>When the next packet is due; <see cref="Instant.Never"/> when none is under way.</summary>
    public Instant NextDue => _underWay.NextDue;

    /// <summary>Packets under way.</summary>
    public int InFlight => _underWay.Count;

    /// <summary>Changes the profile for the packets offered from now on. Flows, counters and packets under way stay.</summary>
    /// <remarks>
    /// When the delay falls, packets still do not overtake those of their own flow that are under way. The profile's
    /// <see cref="LinkProfile.Seed"/> is not looked at: a direction keeps the seed with which it was made.
    /// </remarks>
    /// <exception cref="ArgumentException">The profile has a value out of range; nothing has changed.</exception>
    public void SetProfile(LinkProfile profile)
    {
        var next = new BottleneckQueue(profile);
        Apply(profile);
        next.Continue(_bottleneck);
        _bottleneck = next;
        _flows.ForgetJitter();
    }

    /// <summary>Offers a packet to the link.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="flow">The flow to which it belongs.</param>
    /// <param name="size">Size of the IP packet in bytes.</param>
    /// <param name="slot">
    /// The caller's name for the packet, returned by <see cref="TryDequeue"/>; the link has it only if the packet is queued.
    /// Negative: the caller has nowhere to keep the packet, so it counts as dropped for <see cref="DropReason.Overload"/>
    /// unless it is lost anyway.
    /// </param>
    public EnqueueResult Enqueue(Instant now, in FlowKey flow, int size, int slot)
    {
        _counters.OfferedPackets++;
        _counters.OfferedBytes += size;

        ref FlowState state = ref _flows.Resolve(flow);
        ulong number = state.NextPacket++;
        DropReason reason = DrawFate(ref state, number);
        if (reason != DropReason.None)
        {
            return Drop(reason);
        }

        if (slot < 0 || _underWay.IsFull)
        {
            return Drop(DropReason.Overload);
        }

        if (!_bottleneck.TrySend(now.Nanoseconds, size, out long sent, out long wait))
        {
            return Drop(DropReason.Queue);
        }

        var due = new Instant(DueAfter(ref state, number, sent));
        _underWay.Push(new Departure(slot, size, now, due));
        _counters.QueueDelay.Record(wait);
        return new EnqueueResult(DropReason.None, due, wait);
    }

    /// <summary>Takes out the next packet that is due. The caller delivers it and then calls <see cref="RecordDelivery"/>.</summary>
    /// <returns>Whether a packet was due at <paramref name="now"/>.</returns>
    public bool TryDequeue(Instant now, out Departure departure)
    {
        if (_underWay.NextDue > now || _underWay.Count == 0)
        {
            departure = default;
            return false;
        }

        departure = _underWay.Pop();
        return true;
    }

    /// <summary>Enters into the ground truth that a packet was handed over, or could not be.</summary>
    /// <param name="departure">From <see cref="TryDequeue"/>.</param>
    /// <param name="written">When the far side had it.</param>
    /// <param name="succeeded">Whether the far side took it.</param>
    public void RecordDelivery(in Departure departure, Instant written, bool succeeded = true)
    {
        if (!succeeded)
        {
            _counters.CountDrop(DropReason.WriteFailed);
            return;
        }

        _counters.DeliveredPackets++;
        _counters.DeliveredBytes += departure.Size;
        _counters.Delay.Record(written.NanosecondsSince(departure.Enqueued));
        _counters.Lateness.Record(written.NanosecondsSince(departure.Due));
    }

    /// <summary>Copies the ground truth since the last reset.</summary>
    public void CopyCounters(LinkCounters target)
    {
        _counters.InFlightPackets = _underWay.Count;
        _counters.Flows = _flows.Count;
        _counters.EvictedFlows = _flows.Evicted + _flows.Uncounted;
        _counters.CopyTo(target);
    }

    /// <summary>Zeroes counters and histograms, at the start of a measuring window. Flows and packets under way stay.</summary>
    public void ResetCounters()
    {
        _counters.Reset();
        _counters.InFlightAtResetPackets = _underWay.Count;
    }

    private void Apply(LinkProfile profile)
    {
        if (profile.FindProblem() is { } problem)
        {
            throw new ArgumentException($"Link profile: {problem}.", nameof(profile));
        }

        Profile = profile;
        _lossBelow = Threshold(profile.Loss);
        _delay = profile.Delay.Ticks * 100;
        _sigma = profile.Jitter.Ticks * 100;
        _period = JitterProcess.PeriodOf(_sigma);
    }

    private EnqueueResult Drop(DropReason reason)
    {
        _counters.CountDrop(reason);
        return new EnqueueResult(reason, Instant.Never, 0);
    }

    private DropReason DrawFate(ref FlowState flow, ulong packet)
    {
        bool burst = Profile.BurstLoss is { } model && DrawBurst(ref flow, packet, model);
        if (Profile.Down)
        {
            return DropReason.Down;
        }

        return burst ? DropReason.BurstLoss : IsBelow(LossSalt, flow.Identity, packet, _lossBelow) ? DropReason.Loss : DropReason.None;
    }

    private bool DrawBurst(ref FlowState flow, ulong packet, BurstLoss model)
    {
        bool bad = flow.Bad;
        bool lost = IsBelow(BurstLossSalt, flow.Identity, packet, Threshold(bad ? model.OneMinusH : model.OneMinusK));
        if (IsBelow(StateSalt, flow.Identity, packet, Threshold(bad ? model.R : model.P)))
        {
            flow.Bad = !bad;
        }

        return lost;
    }

    private long DueAfter(ref FlowState flow, ulong packet, long sent)
    {
        if (!flow.Started)
        {
            flow.Started = true;
            flow.Origin = sent;
        }

        if (_sigma == 0)
        {
            return KeepOrder(ref flow, sent + _delay);
        }

        if (Profile.Reorder)
        {
            double draw = SeededRandom.ToUnit(SeededRandom.Hash(_seed ^ DrawSalt, flow.Identity, packet));
            return Math.Max(sent, sent + _delay + (long)(_sigma * NormalQuantile.At(draw, JitterProcess.Limit)));
        }

        double jitter = JitterProcess.At(ref flow, sent, _seed, _period);
        return KeepOrder(ref flow, Math.Max(sent, sent + _delay + (long)(_sigma * jitter)));
    }

    private long KeepOrder(ref FlowState flow, long due) =>
        flow.LastDue = Profile.Reorder ? due : Math.Max(due, flow.LastDue);

    private bool IsBelow(ulong salt, ulong identity, ulong packet, ulong threshold) =>
        threshold > 0 && SeededRandom.Hash(_seed ^ salt, identity, packet) >> 11 < threshold;

    private static ulong Threshold(double ratio) => (ulong)(ratio * TwoTo53);
}
