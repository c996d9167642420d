using System.Globalization;
using System.Runtime.InteropServices;

namespace CdnLab.Measurement.Linux;

/// <summary>What the host is: the part of a run's provenance that does not depend on the run.</summary>
/// <param name="Os">The distribution, such as "Debian GNU/Linux 13 (trixie)".</param>
/// <param name="Kernel">The kernel's release, such as "6.12.0".</param>
/// <param name="CpuModel">The first CPU's model name; "unknown" where the kernel does not say.</param>
/// <param name="Cores">CPUs that this process may use.</param>
/// <param name="MemoryBytes">Main memory of the host; 0 where it cannot be read.</param>
/// <param name="DotNet">The runtime's version.</param>
/// <param name="OpenSsl">The version of libcrypto 3 that the loader finds, or "not found".</param>
public sealed record HostEnvironment(
    string Os, string Kernel, string CpuModel, int Cores, long MemoryBytes, string DotNet, string OpenSsl)
{
    /// <summary>Reads the host. Never fails: what cannot be read is said to be unknown.</summary>
    public static HostEnvironment Read() => new(
        ParseOsRelease(ProcFile.TryRead("/etc/os-release") ?? "") ?? RuntimeInformation.OSDescription,
        (ProcFile.TryRead("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.Version.ToString()).Trim(),
        ParseCpuModel(ProcFile.TryRead("/proc/cpuinfo") ?? "") ?? "unknown",
        Environment.ProcessorCount,
        ParseMemoryBytes(ProcFile.TryRead("/proc/meminfo") ?? "") ?? 0,
        Environment.Version.ToString(),
        OpenSslVersion());

    /// <summary>The PRETTY_NAME of an os-release file (os-release(5)); null when it has none.</summary>
    public static string? ParseOsRelease(string text) => Field(text, "PRETTY_NAME", '=')?.Trim('"');

    /// <summary>The first model name in the text of /proc/cpuinfo; null when it has none, as on many ARM machines.</summary>
    public static string? ParseCpuModel(string text) => Field(text, "model name", ':');

    /// <summary>MemTotal in the text of /proc/meminfo, in bytes; null when it has none.</summary>
    public static long? ParseMemoryBytes(string text) =>
        Field(text, "MemTotal", ':') is { } value
        && long.TryParse(value.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : null;

    private static string? Field(string text, string name, char separator)
    {
        foreach (string line in text.Split('\n'))
        {
            int at = line.IndexOf(separator);
            if (at > 0 && line.AsSpan(0, at).Trim().SequenceEqual(name))
            {
                return line[(at + 1)..].Trim();
            }
        }

        return null;
    }

    private static unsafe string OpenSslVersion()
    {
        if (!NativeLibrary.TryLoad("libcrypto.so.3", out nint library))
        {
            return "not found";
        }

        // const char *OpenSSL_version(int type), type 0 = OPENSSL_VERSION: "OpenSSL 3.5.1 1 Jul 2025".
        return NativeLibrary.TryGetExport(library, "OpenSSL_version", out nint function)
            ? Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)function)(0)) ?? "unknown"
            : "unknown";
    }
}
