namespace CdnLab.Links.Netem;

/// <summary>The ground truth of one direction of a link since the last reset.</summary>
/// <remarks>
/// Offered + under way at the reset = delivered + all drops + under way now. A plain holder of numbers; read it only where
/// the emulator is not running, or from a copy.
/// </remarks>
public sealed class LinkCounters
{
    /// <summary>Packets that came to the link.</summary>
    public long OfferedPackets { get; internal set; }

    /// <summary>Bytes of the IP packets that came to the link.</summary>
    public long OfferedBytes { get; internal set; }

    /// <summary>Packets handed over on the far side.</summary>
    public long DeliveredPackets { get; internal set; }

    /// <summary>Bytes of the IP packets handed over on the far side.</summary>
    public long DeliveredBytes { get; internal set; }

    /// <summary>Packets dropped for <see cref="DropReason.Loss"/>.</summary>
    public long LostPackets { get; internal set; }

    /// <summary>Packets dropped for <see cref="DropReason.BurstLoss"/>.</summary>
    public long BurstLostPackets { get; internal set; }

    /// <summary>Packets dropped for <see cref="DropReason.Queue"/>.</summary>
    public long QueueDroppedPackets { get; internal set; }

    /// <summary>Packets dropped for <see cref="DropReason.Down"/>.</summary>
    public long DownDroppedPackets { get; internal set; }

    /// <summary>Packets dropped for <see cref="DropReason.Overload"/>; above 0 the run is not valid.</summary>
    public long OverloadDroppedPackets { get; internal set; }

    /// <summary>Packets dropped for <see cref="DropReason.WriteFailed"/>; above 0 the run is not valid.</summary>
    public long WriteFailedPackets { get; internal set; }

    /// <summary>Packets under way when the counters were copied.</summary>
    public long InFlightPackets { get; internal set; }

    /// <summary>Packets that were under way at the last reset: delivered since, but offered before.</summary>
    public long InFlightAtResetPackets { get; internal set; }

    /// <summary>Flows remembered.</summary>
    public int Flows { get; internal set; }

    /// <summary>Flows forgotten for want of room since the start; their later packets counted as new flows.</summary>
    public long EvictedFlows { get; internal set; }

    /// <summary>From being offered to having been handed over, of delivered packets. Fine, as it is held against what viewers measure.</summary>
    public DelayHistogram Delay { get; } = new(DelayHistogram.FineStepBits);

    /// <summary>Time waited for the bottleneck, of packets not dropped.</summary>
    public DelayHistogram QueueDelay { get; } = new();

    /// <summary>How much later than due packets were handed over: the emulator's own error.</summary>
    public DelayHistogram Lateness { get; } = new();

    /// <summary>Packets dropped, whatever the reason.</summary>
    public long DroppedPackets => LostPackets + BurstLostPackets + QueueDroppedPackets + DownDroppedPackets
        + OverloadDroppedPackets + WriteFailedPackets;

    /// <summary>Makes <paramref name="target"/> equal to this one.</summary>
    public void CopyTo(LinkCounters target)
    {
        target.OfferedPackets = OfferedPackets;
        target.OfferedBytes = OfferedBytes;
        target.DeliveredPackets = DeliveredPackets;
        target.DeliveredBytes = DeliveredBytes;
        target.LostPackets = LostPackets;
        target.BurstLostPackets = BurstLostPackets;
        target.QueueDroppedPackets = QueueDroppedPackets;
        target.DownDroppedPackets = DownDroppedPackets;
        target.OverloadDroppedPackets = OverloadDroppedPackets;
        target.WriteFailedPackets = WriteFailedPackets;
        target.InFlightPackets = InFlightPackets;
        target.InFlightAtResetPackets = InFlightAtResetPackets;
        target.Flows = Flows;
        target.EvictedFlows = EvictedFlows;
        Delay.CopyTo(target.Delay);
        QueueDelay.CopyTo(target.QueueDelay);
        Lateness.CopyTo(target.Lateness);
    }

    internal void CountDrop(DropReason reason)
    {
        switch (reason)
        {
            case DropReason.Loss:
                LostPackets++;
                break;
            case DropReason.BurstLoss:
                BurstLostPackets++;
                break;
            case DropReason.Queue:
                QueueDroppedPackets++;
                break;
            case DropReason.Down:
                DownDroppedPackets++;
                break;
            case DropReason.Overload:
                OverloadDroppedPackets++;
                break;
            case DropReason.WriteFailed:
                WriteFailedPackets++;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason to drop.");
        }
    }

    internal void Reset()
    {
        OfferedPackets = OfferedBytes = DeliveredPackets = DeliveredBytes = 0;
        LostPackets = BurstLostPackets = QueueDroppedPackets = DownDroppedPackets = 0;
        OverloadDroppedPackets = WriteFailedPackets = 0;
        InFlightPackets = InFlightAtResetPackets = 0;
        Delay.Reset();
        QueueDelay.Reset();
        Lateness.Reset();
    }
}
