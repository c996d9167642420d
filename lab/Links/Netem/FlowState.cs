namespace CdnLab.Links.Netem;

/// <summary>What a link remembers about one flow.</summary>
internal struct FlowState
{
    /// <summary>The packets of the flow as they look on the wire.</summary>
    public FlowKey Key;

    /// <summary>What the flow's fates hang on; the same in every run with the same traffic.</summary>
    public ulong Identity;

    /// <summary>Number of the next packet, from 0.</summary>
    public ulong NextPacket;

    /// <summary>When the flow's first packet left the bottleneck, in nanoseconds; the origin of its jitter.</summary>
    public long Origin;

    /// <summary>When the flow's last packet is due, in nanoseconds: none may be due before it unless reordering is on.</summary>
    public long LastDue;

    /// <summary>Index of the jitter knot behind the flow; negative before the first.</summary>
    public long Knot;

    /// <summary>The standard normal value of the knot behind.</summary>
    public double KnotValue;

    /// <summary>The standard normal value of the knot ahead.</summary>
    public double NextKnotValue;

    /// <summary>Next flow in the same hash bucket; negative at the end.</summary>
    public int Next;

    /// <summary>Whether the flow has sent again since it was made and since the eviction hand last came by.</summary>
    public bool Referenced;

    /// <summary>Whether burst loss is in its bad state.</summary>
    public bool Bad;

    /// <summary>Whether a packet of the flow has left the bottleneck, so that <see cref="Origin"/> is set.</summary>
    public bool Started;
}
