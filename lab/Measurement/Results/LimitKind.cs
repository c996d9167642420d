using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>Which side of a limit is good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LimitKind>))]
public enum LimitKind
{
    /// <summary>The value may not exceed the limit.</summary>
    [JsonStringEnumMemberName("at_most")]
    AtMost,

    /// <summary>The value may not fall below the limit.</summary>
    [JsonStringEnumMemberName("at_least")]
    AtLeast,
}
