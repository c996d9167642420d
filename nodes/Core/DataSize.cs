namespace CdnLab.Core;

/// <summary>An amount of data.</summary>
/// <param name="Bytes">Bytes.</param>
public readonly record struct DataSize(long Bytes)
{
    /// <inheritdoc/>
    public override string ToString() => Bytes switch
    {
        >= 1L << 30 => $"{Bytes / (double)(1L << 30):0.##} GiB",
        >= 1L << 20 => $"{Bytes / (double)(1L << 20):0.##} MiB",
        >= 1L << 10 => $"{Bytes / (double)(1L << 10):0.##} KiB",
        _ => $"{Bytes} B",
    };
}
