namespace CdnLab.Node.ControlPlane;

/// <summary>One connection between two nodes, numbered by the process that holds it.</summary>
public readonly record struct LinkId(long Value);
