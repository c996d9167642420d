using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdnLab.Links.Fabric;

/// <summary>How plans, commands and events look as JSON: names in snake_case, one object per line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(FabricPlan))]
[JsonSerializable(typeof(FabricCommand))]
[JsonSerializable(typeof(FabricCommand.Snapshot), TypeInfoPropertyName = "SnapshotCommand")]
[JsonSerializable(typeof(FabricCommand.Reset), TypeInfoPropertyName = "ResetCommand")]
[JsonSerializable(typeof(FabricEvent))]
internal sealed partial class FabricJson : JsonSerializerContext;
