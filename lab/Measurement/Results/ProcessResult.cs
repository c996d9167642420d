namespace CdnLab.Measurement.Results;

/// <summary>What one process used in the measurement window.</summary>
public sealed record ProcessResult
{
    /// <summary>Its name; that of the node for a node.</summary>
    public required string Name { get; init; }

    /// <summary>What it was for.</summary>
    public required ProcessKind Kind { get; init; }

    /// <summary>A node's role; empty for others.</summary>
    public string Role { get; init; } = "";

    /// <summary>Its region; empty when it has none.</summary>
    public string Region { get; init; } = "";

    /// <summary>CPU time used, user and system.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Length of the window that the figures cover.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>CPU time / window: 1 is one core all the time.</summary>
    public required double CpuShare { get; init; }

    /// <summary>Time that its threads were ready but waited for a CPU / window.</summary>
    public double RunQueueWaitRatio { get; init; }

    /// <summary>Resident memory at the end of the window, in MiB.</summary>
    public double RssMib { get; init; }

    /// <summary>Largest resident memory so far, in MiB.</summary>
    public double PeakRssMib { get; init; }

    /// <summary>Threads at the end of the window.</summary>
    public int Threads { get; init; }

    /// <summary>Garbage collections of any generation; null when not known.</summary>
    public int? GcCollections { get; init; }

    /// <summary>Time that they stopped the process.</summary>
    public double? GcPauseMs { get; init; }

    /// <summary>Bytes allocated on the managed heap.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>Media packets sent on; null for processes that forward none.</summary>
    public long? PacketsForwarded { get; init; }

    /// <summary>CPU time per forwarded packet.</summary>
    public double? CpuPerPacketUs { get; init; }

    /// <summary>How long packets stayed in the node, kernel receive to send.</summary>
    public ResidenceSummary? Residence { get; init; }
}
