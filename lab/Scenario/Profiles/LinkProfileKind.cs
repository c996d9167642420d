namespace CdnLab.Scenario;

/// <summary>What a profile describes.</summary>
public enum LinkProfileKind
{
    /// <summary>The path between two places, the same in both directions.</summary>
    Path,

    /// <summary>The last mile between the network and a viewer.</summary>
    Access,
}
