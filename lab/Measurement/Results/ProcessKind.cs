using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>What a process of the run was for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProcessKind>))]
public enum ProcessKind
{
    /// <summary>A node of the CDN under test.</summary>
    [JsonStringEnumMemberName("node")]
    Node,

    /// <summary>Simulated publishers and viewers: part of the tester.</summary>
    [JsonStringEnumMemberName("generator")]
    Generator,

    /// <summary>The link emulator: part of the tester.</summary>
    [JsonStringEnumMemberName("emulator")]
    Emulator,

    /// <summary>The program that runs the scenario: part of the tester.</summary>
    [JsonStringEnumMemberName("runner")]
    Runner,
}
