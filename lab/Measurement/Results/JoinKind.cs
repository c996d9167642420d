using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>What an edge had when a viewer came.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JoinKind>))]
public enum JoinKind
{
    /// <summary>The edge already had the stream.</summary>
    [JsonStringEnumMemberName("warm")]
    Warm,

    /// <summary>The edge first had to pull the stream from its origin.</summary>
    [JsonStringEnumMemberName("cold")]
    Cold,
}
