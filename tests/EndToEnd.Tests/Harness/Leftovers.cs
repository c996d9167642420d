using System.Globalization;
using System.Text;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>Finds what a run has left on the machine: processes, namespaces, devices, ports, its folder of sockets.</summary>
internal sealed class Leftovers(string mark, int runner)
{
    /// <summary>Inherited by all that a run starts.</summary>
    public const string Variable = "CDNLAB_TEST_RUN";

    private const string Listening = "0A";
    private readonly HashSet<string> _namespaces = [];

    /// <summary>The folder of the nodes' admin sockets.</summary>
    public string SocketFolder { get; } = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"cdnlab-{runner}"));

    /// <summary>Process ids of all that the run has started and that still runs, by their command lines.</summary>
    public Dictionary<int, string> Processes()
    {
        byte[] wanted = Encoding.ASCII.GetBytes($"{Variable}={mark}");
        var found = new Dictionary<int, string>();
        foreach (int pid in AllProcesses())
        {
            if (TryRead($"/proc/{pid}/environ") is { } environment && environment.AsSpan().IndexOf(wanted) >= 0)
            {
                found.Add(pid, Encoding.UTF8.GetString(TryRead($"/proc/{pid}/cmdline") ?? []).Replace('\0', ' '));
            }
        }

        return found;
    }

    /// <summary>Remembers the network namespaces of the run, other than the tests' own, to look for them later.</summary>
    /// <returns>How many there are.</returns>
    public int RememberNamespaces()
    {
        string own = Identity("/proc/self/ns/net")!;
        _namespaces.UnionWith(Processes().Keys.Select(pid => Identity($"/proc/{pid}/ns/net")).OfType<string>().Where(identity => identity != own));
        return _namespaces.Count;
    }

    /// <summary>Waits until nothing is left.</summary>
    /// <param name="limit">For how long.</param>
    /// <param name="killed">Whether the run was killed: its folder of sockets is then the next run's to remove.</param>
    public Task NothingAsync(TimeSpan? limit = null, bool killed = false) => Waiting.UntilAsync(() => Find(killed), limit ?? TimeSpan.FromSeconds(2));

    private string? Find(bool killed)
    {
        Dictionary<int, string> processes = Processes();
        if (processes.Count > 0)
        {
            return $"still running: {string.Join("; ", processes.Select(process => $"{process.Key} {process.Value}"))}";
        }

        if (!killed && Directory.Exists(SocketFolder))
        {
            return $"{SocketFolder} is still there";
        }

        if (OpenPorts().FirstOrDefault() is { } port)
        {
            return $"a socket is still bound: {port}";
        }

        if (File.ReadAllText("/proc/net/dev").Contains("fabric", StringComparison.Ordinal))
        {
            return "a device of the link fabric is left in the host's namespace";
        }

        return _namespaces.Count == 0 ? null : FindNamespace();
    }

    /// <summary>Sockets of a run on loopback: TCP that listens, UDP that is bound, on 127.80/16 to 127.89/16.</summary>
    private static IEnumerable<string> OpenPorts()
    {
        foreach (string protocol in new[] { "tcp", "udp" })
        {
            foreach (string line in File.ReadLines($"/proc/net/{protocol}").Skip(1))
            {
                // "  sl  local_address rem_address   st …": the address is a number of the host's byte order, proc_net(5).
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                uint address = uint.Parse(fields[1].AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if ((address & 0xFF) == 127 && ((address >> 8) & 0xFF) is >= 80 and < 90 && (protocol == "udp" || fields[3] == Listening))
                {
                    yield return $"{protocol} {address & 0xFF}.{(address >> 8) & 0xFF}.{(address >> 16) & 0xFF}.{address >> 24}"
                        + $":{int.Parse(fields[1].AsSpan(9), NumberStyles.HexNumber, CultureInfo.InvariantCulture)}";
                }
            }
        }
    }

    private string? FindNamespace()
    {
        foreach (int pid in AllProcesses())
        {
            if (Links(pid).FirstOrDefault(link => Identity(link) is { } identity && _namespaces.Contains(identity)) is { } holder)
            {
                return $"{holder} still holds a namespace of the run";
            }
        }

        return null;
    }

    private static IEnumerable<int> AllProcesses() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static IEnumerable<string> Links(int pid)
    {
        try
        {
            return [$"/proc/{pid}/ns/net", .. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile, or is somebody else's.
            return [];
        }
    }

    private static string? Identity(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
