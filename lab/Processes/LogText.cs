using System.Text;

namespace CdnLab.Processes;

/// <summary>How messages quote a log.</summary>
internal static class LogText
{
    public static StringBuilder AppendLines(StringBuilder text, string logPath, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return text.Append("; its log is empty: ").Append(logPath);
        }

        text.Append("; last lines of ").Append(logPath).Append(':');
        foreach (string line in lines)
        {
            text.Append("\n    ").Append(line);
        }

        return text;
    }
}
