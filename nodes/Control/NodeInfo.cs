namespace CdnLab.Control;

/// <summary>A node as it tells of itself and as others pass it on.</summary>
/// <param name="Id">Its identity, see <see cref="NodeId"/>; always agrees with <paramref name="Ip"/> and <paramref name="Port"/>.</param>
/// <param name="Ip">Its <c>cdn_ip</c>, an IP address.</param>
/// <param name="Port">Its <c>cdn_port</c>, where other nodes reach it.</param>
/// <param name="Role"><c>origin</c>, <c>edge</c>, or a role of a later version.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="Incarnation">
/// When the process started, in milliseconds since 1970 UTC: tells a restarted node from one whose link was only cut.
/// </param>
/// <param name="Name">A name for people; may be empty.</param>
/// <param name="Region">Where it stands; may be empty.</param>
/// <param name="Groups">Its <c>cdn_groups</c>; null or empty for the unnamed group.</param>
public sealed record NodeInfo(
    string Id,
    string Ip,
    int Port,
    string Role,
    string Version,
    long Incarnation,
    string Name = "",
    string Region = "",
    IReadOnlyList<string>? Groups = null);
