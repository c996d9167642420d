using System.ComponentModel;
using System.Diagnostics;

namespace CdnLab.Links.Fabric;

/// <summary>The program <c>ip</c> of iproute2, which sets up devices, addresses and routes.</summary>
internal static class IpTool
{
    private static readonly string[] Places = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"];

    /// <summary>Where the program is; <see langword="null"/> when it is missing. Not every user's PATH has the folder.</summary>
    public static string? Path => Places.FirstOrDefault(File.Exists);

    /// <summary>Runs commands in the network namespace of the calling thread, which the child process inherits.</summary>
    /// <exception cref="FabricException">The program is missing, or it refused a command.</exception>
    public static void RunBatch(IEnumerable<string> commands)
    {
        string program = Path ?? throw new FabricException("The program ip is missing (Debian package iproute2).");
        string script = string.Join('\n', commands) + "\n";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["-batch", "-"])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new FabricException($"ip refused to set up a region: {errors.Trim()} Commands were:\n{script}");
            }
        }
        catch (Win32Exception e)
        {
            throw new FabricException($"{program} cannot be run: {e.Message}", e);
        }
    }
}
