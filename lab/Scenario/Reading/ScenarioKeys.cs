namespace CdnLab.Scenario;

/// <summary>
/// The whole vocabulary of a scenario file. Readers take their keys from here, and a test holds the JSON schema and the
/// README against it, so a key exists in all places or in none.
/// </summary>
internal static class ScenarioKeys
{
    public static readonly KeySet Scenario = new(
        "scenario", new("name", true), new("description"), new("seed"), new("duration"), new("warm_up"), new("links_backend"),
        new("regions", true), new("links"), new("nodes", true), new("streams"), new("viewers"), new("checks"));

    public static readonly KeySet Region = new("region");

    public static readonly KeySet Link = new(
        "link", new("between"), new("from"), new("to"), new("profile"), new("delay"), new("jitter"), new("loss"), new("burst_loss"),
        new("rate"), new("queue"), new("reorder"));

    public static readonly KeySet BurstLoss = new(
        "burst_loss", new("enter", true), new("leave", true), new("loss_inside"), new("loss_outside"));

    public static readonly KeySet Node = new(
        "node", new("name", true), new("role", true), new("region", true), new("entry_point"), new("stage"), new("settings"));

    public static readonly KeySet Stream = new("stream", new("name", true), new("publish_to", true), new("source"));

    public static readonly KeySet Viewers = new("viewers", new("at", true), new("count", true), new("watch", true));

    public static readonly KeySet Check = new("check", new("name", true), new("play", true), new("at", true), new("expect", true));

    /// <summary>Every kind of map.</summary>
    public static readonly IReadOnlyList<KeySet> All = [Scenario, Region, Link, BurstLoss, Node, Stream, Viewers, Check];

    /// <summary>Short words of <c>--set</c> that stand for a key of every link.</summary>
    public static readonly IReadOnlyList<string> LinkShortcuts =
        ["profile", "delay", "jitter", "loss", "burst_loss", "rate", "queue", "reorder"];
}
