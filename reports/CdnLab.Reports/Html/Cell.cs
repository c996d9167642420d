namespace CdnLab.Reports.Html;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it shows.</param>
/// <param name="Sort">What it sorts by; null to sort by its text.</param>
/// <param name="Class">A class of the style sheet.</param>
/// <param name="Swatch">The style sheet's variable with the colour of the thing that it names.</param>
internal readonly record struct Cell(string Text, string? Sort = null, string? Class = null, string? Swatch = null)
{
    public static implicit operator Cell(string text) => new(text);

    /// <summary>A number that is shown rounded and sorted exactly.</summary>
    public static Cell Of(double? value, Func<double?, string> format) => new(format(value), Format.Sortable(value));

    /// <summary>A count.</summary>
    public static Cell Of(long? value) => new(Format.Count(value), Format.Sortable(value));

    /// <summary>A mark and a word, so that colour is never alone.</summary>
    public static Cell Verdict(bool ok) => new(ok ? "✓ ok" : "✕ no", ok ? "1" : "0", ok ? "ok" : "bad");
}
