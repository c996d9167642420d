using System.Text;

namespace CdnLab.Reports.Html;

/// <summary>Builds markup. Everything that comes from a document goes through <see cref="Text"/> or an attribute, which encode.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _markup = new();

    /// <summary>Encodes text for element content and quoted attributes alike.</summary>
    public static string Encode(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => encoded.Append("&amp;"),
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&#39;"),

                // Not allowed in HTML text at all (HTML standard, "noncharacters and controls").
                < ' ' and not ('\t' or '\n' or '\r') => encoded.Append('\uFFFD'),
                _ => encoded.Append(c),
            };
        }

        return encoded.ToString();
    }

    /// <summary>Adds markup of our own, never anything out of a document.</summary>
    public HtmlWriter Raw(string markup)
    {
        _markup.Append(markup);
        return this;
    }

    /// <summary>Adds text.</summary>
    public HtmlWriter Text(string? text) => Raw(Encode(text));

    /// <summary>Opens an element; attributes without a value (null) are left out.</summary>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _markup.Append('<').Append(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null)
            {
                _markup.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');
            }
        }

        _markup.Append('>');
        return this;
    }

    /// <summary>Closes an element.</summary>
    public HtmlWriter Close(string tag) => Raw($"</{tag}>");

    /// <summary>Closes an element and ends the line, so that a difference between two reports can be read.</summary>
    public HtmlWriter CloseLine(string tag) => Raw($"</{tag}>\n");

    /// <summary>Adds an element that holds text only.</summary>
    public HtmlWriter Element(string tag, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(tag, attributes).Text(text).Close(tag);

    /// <inheritdoc/>
    public override string ToString() => _markup.ToString();
}
