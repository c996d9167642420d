using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>What a stage of a packet's way is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageKind>))]
public enum StageKind
{
    /// <summary>Kernel and process scheduling between two processes of one region.</summary>
    [JsonStringEnumMemberName("host")]
    Host,

    /// <summary>Inside a node, from the kernel's receive time to the send.</summary>
    [JsonStringEnumMemberName("node")]
    Node,

    /// <summary>On a link between two regions, as the emulator measured it.</summary>
    [JsonStringEnumMemberName("link")]
    Link,
}
