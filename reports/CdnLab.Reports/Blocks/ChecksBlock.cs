using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>What had to hold: those that did not, first.</summary>
internal sealed class ChecksBlock : ReportBlock
{
    public override string Id => "checks";

    public override string Title => "Checks: what had to hold";

    public override string ShortTitle => "Checks";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        if (context.Results.Checks.Count == 0)
        {
            html.Element("p", "The scenario asks for no checks.", ("class", "empty")).Raw("\n");
            return;
        }

        var table = new HtmlTable("Checks");
        table.Text("check").Text("expected").Text("observed").Text("result");
        foreach (CheckResult check in context.Results.Checks.OrderBy(c => c.Ok))
        {
            table.Row(check.Name, check.Expected, check.Observed, Cell.Verdict(check.Ok));
        }

        table.Write(html);
    }
}
