using System.Text.Json.Serialization;

namespace CdnLab.Node.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(ReadyLine))]
[JsonSerializable(typeof(CdnLab.Control.NodeMeasurements))]
internal sealed partial class NodeJsonContext : JsonSerializerContext;
