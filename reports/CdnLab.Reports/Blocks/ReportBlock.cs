using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;
using System.Text.Json.Nodes;

namespace CdnLab.Reports.Blocks;

/// <summary>One block of the report, with an address of its own.</summary>
internal abstract class ReportBlock
{
    /// <summary>The fragment by which it is linked.</summary>
    public abstract string Id { get; }

    /// <summary>Its heading.</summary>
    public abstract string Title { get; }

    /// <summary>Its name in the navigation.</summary>
    public virtual string ShortTitle => Title;

    /// <summary>Writes heading and content.</summary>
    public void Write(HtmlWriter html, ReportContext context)
    {
        html.Open("section", ("id", Id), ("aria-labelledby", $"{Id}-title")).Raw("\n");
        html.Open("h2", ("id", $"{Id}-title")).Text(Title)
            .Element("a", "#", ("class", "anchor"), ("href", $"#{Id}"), ("aria-label", $"Link to {Title}")).CloseLine("h2");
        WriteContent(html, context);
        html.CloseLine("section");
    }

    protected abstract void WriteContent(HtmlWriter html, ReportContext context);

    /// <summary>One sentence on how to read what follows.</summary>
    protected static void Note(HtmlWriter html, string text) => html.Element("p", text, ("class", "note")).Raw("\n");

    /// <summary>Says that there is nothing to show, so that an absent chart is not taken for a good one.</summary>
    protected static void NotMeasured(HtmlWriter html, string what) =>
        html.Element("p", $"{what}: not measured in this run.", ("class", "empty")).Raw("\n");

    /// <summary>How the charts draw a region pair.</summary>
    protected static JsonObject PairStyle(ReportContext context, string publisherRegion, string viewerRegion) => new()
    {
        ["name"] = Format.Pair(publisherRegion, viewerRegion),
        ["within"] = publisherRegion == viewerRegion,
        ["color"] = context.Palette.Region(viewerRegion),
        ["dash"] = context.Palette.Dash(publisherRegion, viewerRegion),
    };

    /// <summary>The region pairs of a list in the matrix's order.</summary>
    protected static IEnumerable<T> InMatrixOrder<T>(ReportContext context, IEnumerable<T> items, Func<T, (string Publisher, string Viewer)> pairOf)
    {
        List<string> order = [.. context.Matrix.Rows.Select(r => Format.Pair(r.PublisherRegion, r.ViewerRegion))];
        return items.OrderBy(item =>
        {
            (string publisher, string viewer) = pairOf(item);
            int at = order.IndexOf(Format.Pair(publisher, viewer));
            return at < 0 ? order.Count : at;
        });
    }
}
