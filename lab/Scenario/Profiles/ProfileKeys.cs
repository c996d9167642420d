namespace CdnLab.Scenario;

/// <summary>The vocabulary of the profile file.</summary>
internal static class ProfileKeys
{
    public static readonly KeySet File = new("profile file", new("sources", true), new("paths", true), new("access"));

    public static readonly KeySet Source = new("source", new("title", true), new("url", true), new("date", true), new("note"));

    public static readonly KeySet Path = new(
        "path profile", new("description", true), new("delay", true), new("jitter", true), new("loss", true), new("floor"), new("measured"),
        new("assumed"), new("note"));

    public static readonly KeySet Access = new(
        "access profile", new("description", true), new("delay", true), new("jitter", true), new("loss", true), new("burst_loss"), new("down"),
        new("up"), new("assumed"), new("note"));

    public static readonly KeySet Measurement = new("measurement", new("source", true), new("pair"), new("there", true), new("back"), new("p90"));

    public static readonly IReadOnlyList<KeySet> All = [File, Source, Path, Access, Measurement];
}
