using System.Globalization;
using System.Text;
using CdnLab.Core;

namespace CdnLab.Processes;

/// <summary>The end of a child.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Pid">Its process id while it lived.</param>
/// <param name="Code">Its exit code; 128 + the signal's number when a signal ended it.</param>
/// <param name="Requested">Whether the run asked it to stop.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="ExitedAt">When its end was seen.</param>
/// <param name="LogPath">Its log.</param>
/// <param name="LastLines">The last lines of its log, at most 20.</param>
/// <param name="OutputError">What went wrong in reading its output; null for nothing.</param>
public sealed record ChildExit(
    string Name, int Pid, int Code, bool Requested, Instant StartedAt, Instant ExitedAt, string LogPath, IReadOnlyList<string> LastLines, string? OutputError)
{
    /// <summary>The signal that ended it; null when it exited by itself.</summary>
    public int? Signal => Code > 128 ? Code - 128 : null;

    /// <summary>One sentence, then the last lines of the log.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name} (pid {Pid}) ended ");
        _ = Signal switch
        {
            9 => text.Append("by signal 9 (KILL)"),
            11 => text.Append("by signal 11 (SEGV)"),
            15 => text.Append("by signal 15 (TERM)"),
            6 => text.Append("by signal 6 (ABRT)"),
            { } other => text.Append(CultureInfo.InvariantCulture, $"by signal {other}"),
            null => text.Append(CultureInfo.InvariantCulture, $"with exit code {Code}"),
        };
        text.Append(CultureInfo.InvariantCulture, $" after {(ExitedAt - StartedAt).TotalSeconds:0.0} s");
        if (OutputError is not null)
        {
            text.Append("; reading its output failed: ").Append(OutputError);
        }

        return LogText.AppendLines(text, LogPath, LastLines).ToString();
    }
}
