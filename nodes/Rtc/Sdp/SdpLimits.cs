namespace CdnLab.Rtc.Sdp;

/// <summary>What a description may be at most; beyond it is refused with the line where the limit was met.</summary>
public sealed record SdpLimits
{
    /// <summary>The defaults; the largest browser offer seen has 6.4 kB, 2 media sections and 36 formats.</summary>
    public static SdpLimits Default { get; } = new();

    /// <summary>Characters of the whole text.</summary>
    public int MaxLength { get; init; } = 64 * 1024;

    /// <summary>Characters of one line.</summary>
    public int MaxLineLength { get; init; } = 4096;

    /// <summary>Lines.</summary>
    public int MaxLines { get; init; } = 2048;

    /// <summary>Media sections.</summary>
    public int MaxMedia { get; init; } = 16;

    /// <summary>Formats of one media section.</summary>
    public int MaxFormats { get; init; } = 64;

    /// <summary>Candidates of one section.</summary>
    public int MaxCandidates { get; init; } = 64;
}
