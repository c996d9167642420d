namespace CdnLab.Scenario;

/// <summary>A single value, always as text; what it means is the business of whoever reads it.</summary>
internal sealed class ConfigScalar(SourceMark at, string text, bool quoted) : ConfigNode(at)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;

    /// <summary>Whether nothing was written, in one of YAML's spellings of nothing.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null";

    public override string Kind => "a single value";

    public override ConfigNode Clone() => this;
}
