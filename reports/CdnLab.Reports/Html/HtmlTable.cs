namespace CdnLab.Reports.Html;

/// <summary>A table with a caption, units in its headings, and columns that the page's script makes sortable.</summary>
internal sealed class HtmlTable(string caption)
{
    private readonly List<(string Title, bool Numeric)> _columns = [];
    private readonly List<Cell[]> _rows = [];

    /// <summary>Adds a column of text.</summary>
    public HtmlTable Text(string title)
    {
        _columns.Add((title, false));
        return this;
    }

    /// <summary>Adds a column of numbers, aligned right; the title names the unit.</summary>
    public HtmlTable Number(string title)
    {
        _columns.Add((title, true));
        return this;
    }

    /// <summary>Adds a row; its first cell names it.</summary>
    public void Row(params Cell[] cells)
    {
        if (cells.Length != _columns.Count)
        {
            throw new ArgumentException($"The table \"{caption}\" has {_columns.Count} columns, the row {cells.Length} cells.");
        }

        _rows.Add(cells);
    }

    /// <summary>Writes the table; the box around it scrolls where the page is too narrow, and can be scrolled by keyboard.</summary>
    public void Write(HtmlWriter html)
    {
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption));
        html.Open("table", ("class", "data"), ("data-sortable", "")).Element("caption", caption).Raw("\n<thead><tr>");
        foreach ((string title, bool numeric) in _columns)
        {
            html.Element("th", title, ("scope", "col"), ("class", numeric ? "num" : null));
        }

        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (Cell[] row in _rows)
        {
            html.Open("tr");
            for (int i = 0; i < row.Length; i++)
            {
                Write(html, row[i], i == 0, _columns[i].Numeric);
            }

            html.CloseLine("tr");
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static void Write(HtmlWriter html, Cell cell, bool header, bool numeric)
    {
        string tag = header ? "th" : "td";
        string classes = $"{(numeric ? "num" : cell.Swatch is null ? "" : "name")} {cell.Class}".Trim();
        html.Open(
            tag,
            ("scope", header ? "row" : null),
            ("class", classes.Length == 0 ? null : classes),
            ("data-v", cell.Sort == cell.Text ? null : cell.Sort));
        if (cell.Swatch is not null)
        {
            html.Raw("<span class=\"swatch\" style=\"background:var(").Text(cell.Swatch).Raw(")\"></span>");
        }

        html.Text(cell.Text).Close(tag);
    }
}
