using System.Text.Json.Serialization;

namespace CdnLab.Node.Http;

/// <summary>The one line on standard output that says that the node serves.</summary>
/// <param name="Event"><c>ready</c>.</param>
/// <param name="Node">The node's name for people.</param>
/// <param name="Id">Its identity in the CDN.</param>
/// <param name="Role">Its role.</param>
/// <param name="Listen">Where HTTP is served, with the ports that were really taken.</param>
/// <param name="Control">Where other nodes call, or null without a CDN.</param>
/// <param name="Media">Where media is received: <c>ip:port</c>, UDP.</param>
/// <param name="AdminSocket">The unix socket, or null.</param>
/// <param name="Pid">The process.</param>
internal sealed record ReadyLine(
    string Event,
    string Node,
    string Id,
    string Role,
    IReadOnlyList<string> Listen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Control,
    string Media,
    string? AdminSocket,
    int Pid);
