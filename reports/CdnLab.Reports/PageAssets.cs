using System.Reflection;

namespace CdnLab.Reports;

/// <summary>The page's own style and scripts and the chart library, embedded by the build.</summary>
internal static class PageAssets
{
    public static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The build did not embed {name}.");
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();

        // Inside a script element nothing but its own end tag may say so (HTML standard, "restrictions for contents of script elements").
        return text.Contains("</script", StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidOperationException($"{name} holds an end tag of a script and cannot be inlined.")
            : text.ReplaceLineEndings("\n");
    }
}
