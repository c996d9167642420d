namespace CdnLab.Measurement.Results;

/// <summary>Packets dropped for one reason.</summary>
public sealed record DropCount
{
    /// <summary>Such as "loss", "queue full" or "link down".</summary>
    public required string Reason { get; init; }

    /// <summary>How many.</summary>
    public required long Packets { get; init; }
}
