using System.Globalization;

namespace CdnLab.Runner.Run;

/// <summary>
/// A folder for the nodes' admin sockets, short enough for the 108 bytes that a socket's path may have. Its name holds the
/// runner's process id, so that the next run can clear away what a killed one left.
/// </summary>
internal static class SocketFolder
{
    private const string Prefix = "cdnlab-";

    public static string Make()
    {
        foreach (string folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(folder).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int owner)
                && !Directory.Exists($"/proc/{owner}"))
            {
                Remove(folder);
            }
        }

        string made = Path.Combine(Path.GetTempPath(), Prefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(made);
        }
        else
        {
            Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return made;
    }

    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The folder {folder} could not be removed: {exception.Message}");
        }
    }
}
