using System.Text.Json.Serialization;

namespace CdnLab.Viewers.Swarm;

/// <summary>JSON of what a swarm is told and tells.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SwarmCommand))]
[JsonSerializable(typeof(SwarmEvent))]
[JsonSerializable(typeof(SwarmResults))]
public sealed partial class SwarmJson : JsonSerializerContext;
