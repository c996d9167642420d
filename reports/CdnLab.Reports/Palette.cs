using System.Globalization;
using System.Text;
using CdnLab.Measurement.Results;

namespace CdnLab.Reports;

/// <summary>
/// Colours with a meaning: a hue per region, a shade of it per node, the same in every drawing. A region pair is drawn in
/// the hue of the region that watches, broken into dashes by the region that publishes.
/// </summary>
internal sealed class Palette
{
    private static readonly int[] s_hues = [213, 24, 152, 322, 186, 46, 268, 2];
    private readonly List<string> _regions;
    private readonly Dictionary<string, string> _nodes = new(StringComparer.Ordinal);
    private readonly StringBuilder _light = new();
    private readonly StringBuilder _dark = new();

    public Palette(ResultsDocument results)
    {
        _regions = [.. results.Topology.Regions.Concat(results.RegionPairs.Select(p => p.ViewerRegion)).Distinct()];
        for (int r = 0; r < _regions.Count; r++)
        {
            Define($"--region-{r}", r, 66, 40, 72, 66);
            TopologyNode[] nodes = [.. results.Topology.Nodes.Where(n => n.Region == _regions[r])];
            for (int i = 0; i < nodes.Length; i++)
            {
                double position = nodes.Length == 1 ? 0.5 : (double)i / (nodes.Length - 1);
                string variable = string.Create(CultureInfo.InvariantCulture, $"--node-{_nodes.Count}");
                _nodes.TryAdd(nodes[i].Name, variable);
                Define(variable, r, 68, 30 + (position * 36), 70, 48 + (position * 34));
            }
        }
    }

    /// <summary>The variable with a region's colour.</summary>
    public string Region(string region) =>
        _regions.IndexOf(region) is var at and >= 0 ? string.Create(CultureInfo.InvariantCulture, $"--region-{at}") : "--tester";

    /// <summary>The variable with a node's colour; that of the tester for every other process.</summary>
    public string Node(string name) => _nodes.GetValueOrDefault(name, "--tester");

    /// <summary>The line of a region pair: solid within a region, one kind of dash per publishing region across.</summary>
    public string Dash(string publisherRegion, string viewerRegion) => publisherRegion == viewerRegion
        ? "solid"
        : (_regions.IndexOf(publisherRegion) % 3) switch { 0 => "dashed", 1 => "dotted", _ => "dashdot" };

    /// <summary>The style sheet's rules that define the variables, for light and for dark.</summary>
    public string ToCss() =>
        $":root{{{_light}}}\n@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{_dark}}}}}\n:root[data-theme=dark]{{{_dark}}}\n";

    private void Define(string variable, int region, int lightSaturation, double lightLightness, int darkSaturation, double darkLightness)
    {
        int hue = s_hues[region % s_hues.Length];
        _light.Append(CultureInfo.InvariantCulture, $"{variable}:{Hex(hue, lightSaturation / 100.0, lightLightness / 100)};");
        _dark.Append(CultureInfo.InvariantCulture, $"{variable}:{Hex(hue, darkSaturation / 100.0, darkLightness / 100)};");
    }

    // HSL to sRGB (CSS Color 4, §7.1), as hexadecimal because the chart library reads that everywhere.
    private static string Hex(double hue, double saturation, double lightness)
    {
        int Channel(int n)
        {
            double k = (n + (hue / 30)) % 12;
            double a = saturation * Math.Min(lightness, 1 - lightness);
            return (int)Math.Round(255 * (lightness - (a * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
        }

        return string.Create(CultureInfo.InvariantCulture, $"#{Channel(0):x2}{Channel(8):x2}{Channel(4):x2}");
    }
}
