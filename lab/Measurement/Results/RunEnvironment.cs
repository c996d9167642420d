namespace CdnLab.Measurement.Results;

/// <summary>The machine and software that a run ran on.</summary>
public sealed record RunEnvironment
{
    /// <summary>The distribution.</summary>
    public required string Os { get; init; }

    /// <summary>The kernel's release.</summary>
    public required string Kernel { get; init; }

    /// <summary>The CPU's model name.</summary>
    public required string CpuModel { get; init; }

    /// <summary>CPUs that the run could use.</summary>
    public required int Cores { get; init; }

    /// <summary>Main memory, in MiB.</summary>
    public required double MemoryMib { get; init; }

    /// <summary>The .NET runtime's version.</summary>
    public required string Dotnet { get; init; }

    /// <summary>OpenSSL's version.</summary>
    public required string Openssl { get; init; }

    /// <summary>What shaped the links.</summary>
    public required LinkBackend LinkBackend { get; init; }

    /// <summary>Why that backend was taken.</summary>
    public required string LinkBackendReason { get; init; }
}
