using CdnLab.Links.Fabric;
using CdnLab.Measurement.Linux;

namespace CdnLab.Runner.Commands;

/// <summary><c>cdnlab doctor</c>: what this host offers to a run, and what each thing that it lacks costs.</summary>
internal static class DoctorCommand
{
    public static int Invoke(LabPaths paths)
    {
        HostEnvironment host = HostEnvironment.Read();
        Console.WriteLine($"system    {host.Os}, kernel {host.Kernel}");
        Console.WriteLine($"processor {host.CpuModel}, {host.Cores} cores{(host.Cores < 2 ? "  (fewer than 2: nodes and viewers will wait for each other)" : "")}");
        Console.WriteLine($"memory    {host.MemoryBytes / 1048576} MiB");
        Console.WriteLine($"runtime   .NET {host.DotNet}, OpenSSL {host.OpenSsl}");
        FabricBackend backend = NetworkNamespaceProbe.Find(out string reason);
        Console.WriteLine($"links     {backend}: {reason}");
        bool built = true;
        foreach (string program in (ReadOnlySpan<string>)[paths.Node, paths.Swarm, paths.Fabric])
        {
            if (!File.Exists(program))
            {
                built = false;
                Console.WriteLine($"missing   {program}: build the solution (dotnet build CdnLab.sln -c Release)");
            }
        }

        return built ? ExitCodes.Pass : ExitCodes.CannotRun;
    }
}
