namespace CdnLab.Forwarding;

/// <summary>How a node has a stream.</summary>
public enum LocalStreamKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A publisher sends it here.</summary>
    Published,

    /// <summary>It is fetched from another node.</summary>
    Pulled,
}
