using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Blocks;

/// <summary>How a link backend is named to a reader.</summary>
internal static class BackendNames
{
    public static string Of(LinkBackend backend) => backend switch
    {
        LinkBackend.Fabric => "fabric (emulated, as root)",
        LinkBackend.UserNamespace => "userns (emulated, without root)",
        LinkBackend.Netem => "netem (shaped by the kernel)",
        LinkBackend.Loopback => "loopback (not shaped)",
        _ => throw new ArgumentOutOfRangeException(nameof(backend), backend, "There is no such backend."),
    };
}
