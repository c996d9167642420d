namespace CdnLab.Scenario;

/// <summary>What a node is for.</summary>
public enum NodeRole
{
    /// <summary>Takes publishers; plays its own streams.</summary>
    Origin,

    /// <summary>Plays every stream of the CDN, pulling it when a viewer asks.</summary>
    Edge,
}
