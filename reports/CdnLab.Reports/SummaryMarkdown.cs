using System.Text;
using CdnLab.Measurement.Results;

namespace CdnLab.Reports;

/// <summary>The verdict and the region matrix as Markdown, for a pull request.</summary>
public static class SummaryMarkdown
{
    /// <summary>Renders a document: the same text for the same document, lines ended by a line feed.</summary>
    public static string Render(ResultsDocument results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var text = new StringBuilder();
        text.Append("## ").Append(VerdictWords.Of(results.Verdict.Outcome)).Append(": ").Append(Escape(results.Run.Scenario)).Append("\n\n");
        text.Append(Escape(results.Verdict.Sentence)).Append("\n\n");

        AppendRow(text, RegionMatrix.Headers);
        AppendRow(text, [.. RegionMatrix.Headers.Select((_, i) => i < 2 ? "---" : "---:")], escape: false);
        foreach (RegionMatrixRow row in RegionMatrix.From(results).Rows)
        {
            AppendRow(text, row.Cells);
        }

        CheckResult[] failed = [.. results.Checks.Where(c => !c.Ok)];
        text.Append('\n').Append(Format.Count(results.Checks.Count - failed.Length)).Append(" of ")
            .Append(Format.Count(results.Checks.Count)).Append(" checks hold.\n");
        foreach (CheckResult check in failed)
        {
            text.Append("- ").Append(Escape($"{check.Name}: expected {check.Expected}, observed {check.Observed}")).Append('\n');
        }

        foreach (InstrumentReading instrument in results.Instruments.Where(i => !i.Ok))
        {
            text.Append("- ").Append(Escape(
                $"Instrument not good enough: {instrument.Name} is {Format.Number(instrument.Value)} {instrument.Unit}, "
                + $"limit {Format.Number(instrument.Limit)} {instrument.Unit}. {instrument.Explanation}")).Append('\n');
        }

        text.Append("\nRepeat: ").Append(CodeSpan(results.Run.RepeatCommand)).Append('\n');
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells, bool escape = true)
    {
        foreach (string cell in cells)
        {
            text.Append("| ").Append(escape ? Escape(cell) : cell).Append(' ');
        }

        text.Append("|\n");
    }

    // Names come from scenario files: none may end a table cell or begin a tag, a link or an emphasis.
    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            switch (c)
            {
                case '<': text.Append("&lt;"); break;
                case '>': text.Append("&gt;"); break;
                case '&': text.Append("&amp;"); break;
                case '\r' or '\n': text.Append(' '); break;
                case '\\' or '`' or '*' or '[' or ']' or '|' or '#': text.Append('\\').Append(c); break;
                default: text.Append(c); break;
            }
        }

        return text.ToString();
    }

    // A code span ends at a run of as many backticks as it began with: begin with one more than the text holds.
    private static string CodeSpan(string value)
    {
        int longest = 0;
        int run = 0;
        foreach (char c in value)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        string fence = new('`', longest + 1);
        string line = value.ReplaceLineEndings(" ");
        return longest == 0 ? fence + line + fence : $"{fence} {line} {fence}";
    }
}
