using System.Text.Json.Nodes;

namespace CdnLab.Reports.Html;

/// <summary>
/// The data of the page's charts. A chart is a table (columns, rows) that the script both draws and shows, plus what it
/// needs to draw it.
/// </summary>
internal sealed class ChartSet
{
    private readonly JsonObject _charts = [];

    /// <summary>Adds a chart and writes its place on the page, with its table folded below.</summary>
    /// <param name="html">Where its place is.</param>
    /// <param name="name">The name by which the script knows how to draw it; also its id.</param>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <param name="columns">Headings of the table, with units.</param>
    /// <param name="rows">Rows of strings, numbers and nulls.</param>
    /// <param name="more">What else the drawing needs.</param>
    public void Add(HtmlWriter html, string name, string description, string[] columns, IEnumerable<JsonArray> rows, JsonObject more)
    {
        more["columns"] = new JsonArray([.. columns.Select(c => JsonValue.Create(c))]);
        more["rows"] = new JsonArray([.. rows]);
        _charts.Add(name, more);
        html.Open("div", ("class", "chart"), ("id", $"chart-{name}"), ("data-chart", name), ("role", "img"), ("aria-label", description))
            .CloseLine("div");
        html.Open("details", ("class", "chart-data"), ("data-chart", name)).Element("summary", "Data of this chart as a table")
            .CloseLine("details");
    }

    /// <summary>All charts as JSON that is safe inside a script element: the writer escapes &lt;, &gt; and &amp;.</summary>
    public string ToJson() => _charts.ToJsonString();

    /// <summary>A number for a chart, rounded to what can be seen.</summary>
    public static JsonValue? Number(double? value) => value is null ? null : JsonValue.Create(Math.Round(value.Value, 4));
}
