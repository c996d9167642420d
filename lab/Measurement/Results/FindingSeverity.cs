using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>How much a finding should worry the reader.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("hint")]
    Hint,

    /// <summary>Know this before trusting the numbers.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>A reason why the run did not pass.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}
