namespace CdnLab.Viewers.Swarm;

/// <summary>A viewer that is to join.</summary>
/// <param name="Id">Its name in the results.</param>
/// <param name="Stream">What it watches.</param>
/// <param name="Edge">The node it joins at.</param>
/// <param name="Url">The WHEP endpoint.</param>
/// <param name="Address">Its own IP address.</param>
/// <param name="Cold">Whether the node does not have the stream yet.</param>
public sealed record SwarmViewer(string Id, string Stream, string Edge, string Url, string Address, bool Cold);
