using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>Whether the tester itself was good enough; a bad instrument makes the run invalid, not the product slow.</summary>
internal sealed class InstrumentsBlock : ReportBlock
{
    public override string Id => "instruments";

    public override string Title => "Instruments: was the tester good enough?";

    public override string ShortTitle => "Instruments";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        if (context.Results.Instruments.Count == 0)
        {
            NotMeasured(html, "The quality of the instruments");
            return;
        }

        var table = new HtmlTable("Readings of the instruments");
        table.Text("instrument").Number("reading").Number("limit").Text("unit").Text("result").Text("a bad reading would mean");
        foreach (InstrumentReading instrument in context.Results.Instruments.OrderBy(i => i.Ok))
        {
            string sign = instrument.LimitKind == LimitKind.AtMost ? "≤" : "≥";
            table.Row(
                instrument.Name, Cell.Of(instrument.Value, Format.Number),
                new Cell($"{sign} {Format.Number(instrument.Limit)}", Format.Sortable(instrument.Limit)), instrument.Unit,
                Cell.Verdict(instrument.Ok), instrument.Explanation);
        }

        table.Write(html);
    }
}
