using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>What shaped the links.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkBackend>))]
public enum LinkBackend
{
    /// <summary>Network namespaces joined by the user-space switch and emulator, as root.</summary>
    [JsonStringEnumMemberName("fabric")]
    Fabric,

    /// <summary>The same inside a user namespace, without root.</summary>
    [JsonStringEnumMemberName("userns")]
    UserNamespace,

    /// <summary>Network namespaces joined by veth pairs and the kernel's netem.</summary>
    [JsonStringEnumMemberName("netem")]
    Netem,

    /// <summary>Addresses of 127.0.0.0/8: links are not shaped.</summary>
    [JsonStringEnumMemberName("loopback")]
    Loopback,
}
