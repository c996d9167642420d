using System.ComponentModel;
using System.Diagnostics;

namespace CdnLab.Links.Fabric;

/// <summary>Finds out, by trying, which backend this host allows.</summary>
public static class NetworkNamespaceProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What the runner puts before its own command line to start itself anew where <see cref="Find"/> says
    /// <see cref="FabricBackend.UserNamespace"/>.
    /// </summary>
    public static IReadOnlyList<string> UserNamespaceCommand { get; } = ["unshare", "--user", "--map-root-user", "--"];

    /// <summary>Whether this process can run the fabric as it is. Leaves nothing behind.</summary>
    /// <param name="reason">A sentence for the report, whatever the answer.</param>
    public static bool CanUseFabric(out string reason) => Find(out reason) == FabricBackend.Direct;

    /// <summary>The best backend that this host allows this process. Leaves nothing behind.</summary>
    /// <param name="reason">A sentence for the report: why this one and none better.</param>
    public static FabricBackend Find(out string reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            reason = "loopback: network namespaces are a feature of Linux.";
            return FabricBackend.Loopback;
        }

        if (IpTool.Path is null)
        {
            reason = "loopback: the program ip is missing (Debian package iproute2).";
            return FabricBackend.Loopback;
        }

        if (TryDirectly() is not { } direct)
        {
            reason = "fabric: network namespaces and TUN devices can be made.";
            return FabricBackend.Direct;
        }

        if (TryUserNamespace(IpTool.Path) is not { } user)
        {
            reason = $"fabric in a user namespace: {direct} Inside a user namespace it works, but without SCHED_FIFO.";
            return FabricBackend.UserNamespace;
        }

        reason = $"loopback: {direct} A user namespace does not help: {user}";
        return FabricBackend.Loopback;
    }

    private static string? TryDirectly()
    {
        try
        {
            return NetworkNamespace.OnOwnThread<string?>(() =>
            {
                if (Native.Unshare(Native.CLONE_NEWNET) < 0)
                {
                    return $"A network namespace cannot be made: {Native.LastError()}.";
                }

                _ = Native.Close(TunDevice.Create(RegionPort.DeviceName));
                return null;
            });
        }
        catch (Exception e) when (e is FabricException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static string? TryUserNamespace(string ip)
    {
        string[] arguments = [.. UserNamespaceCommand.Skip(1).SkipLast(1), "--net", "--", ip, "tuntap", "add", RegionPort.DeviceName, "mode", "tun"];
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(UserNamespaceCommand[0], arguments)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return $"unshare did not answer within {Patience.TotalSeconds} s.";
            }

            return process.ExitCode == 0 ? null : errors.GetAwaiter().GetResult().ReplaceLineEndings(" ").Trim();
        }
        catch (Win32Exception e)
        {
            return $"unshare cannot be run: {e.Message}.";
        }
    }
}
