namespace CdnLab.Scenario;

/// <summary>A YAML value that still knows where it was written.</summary>
internal abstract class ConfigNode(SourceMark at)
{
    public SourceMark At { get; } = at;

    /// <summary>What this is, for messages: "a list".</summary>
    public abstract string Kind { get; }

    /// <summary>A copy that shares nothing: an override of one use of an anchor must not change the others.</summary>
    public abstract ConfigNode Clone();
}
