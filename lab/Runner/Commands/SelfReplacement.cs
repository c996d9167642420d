using System.Runtime.InteropServices;

namespace CdnLab.Runner.Commands;

/// <summary>Has this process become another program, under the same process id.</summary>
/// <remarks>
/// A child would be one process more between the lab and whoever started it: one that signals have to be handed through, and
/// that can be killed while its child goes on. Descriptors of the runtime close by themselves; terminal and standard streams stay.
/// </remarks>
internal static partial class SelfReplacement
{
    /// <summary>Becomes the program; comes back only when that is not possible.</summary>
    /// <param name="command">The program, to be found in PATH, and its arguments.</param>
    /// <returns>Why it was not possible.</returns>
    public static string Replace(IReadOnlyList<string> command)
    {
        // C wants a null behind the last argument.
        string?[] arguments = [.. command, null];
        _ = ExecuteProgram(command[0], arguments);
        return $"{command[0]}: {Marshal.GetLastPInvokeErrorMessage()}.";
    }

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecuteProgram(string file, string?[] arguments);
}
