using System.Globalization;

namespace CdnLab.Reports;

/// <summary>Numbers as a reader wants them, the same on every machine. What was not measured is a dash.</summary>
internal static class Format
{
    public const string NotMeasured = "–";

    /// <summary>Milliseconds to 10 µs; whole ones from a second on.</summary>
    public static string Ms(double? value) => value switch
    {
        null => NotMeasured,
        >= 1000 or <= -1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>Microseconds with three digits or so.</summary>
    public static string Us(double? value) => value switch
    {
        null => NotMeasured,
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A share as a percentage without its sign. Little is not nothing: two digits are kept down to 0.0001.</summary>
    public static string Percent(double? ratio)
    {
        double percent = (ratio ?? 0) * 100;
        return ratio is null ? NotMeasured : Math.Abs(percent) switch
        {
            0 => "0",
            >= 10 => percent.ToString("0.0", CultureInfo.InvariantCulture),
            >= 0.1 => percent.ToString("0.00", CultureInfo.InvariantCulture),
            >= 0.0001 => percent.ToString("0.0###", CultureInfo.InvariantCulture),
            _ => percent > 0 ? "<0.0001" : ">-0.0001",
        };
    }

    /// <summary>A count with thousands separated.</summary>
    public static string Count(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? NotMeasured;

    /// <summary>Any number, up to three decimals.</summary>
    public static string Number(double? value) => value?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? NotMeasured;

    /// <summary>Seconds to 10 ms.</summary>
    public static string Seconds(double? milliseconds) =>
        (milliseconds / 1000)?.ToString("0.00", CultureInfo.InvariantCulture) ?? NotMeasured;

    /// <summary>Bytes in MB (10^6).</summary>
    public static string Megabytes(long? bytes) => (bytes / 1e6)?.ToString("N1", CultureInfo.InvariantCulture) ?? NotMeasured;

    /// <summary>A UTC moment to the second.</summary>
    public static string Utc(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A number that sorts: what a table's script compares.</summary>
    public static string Sortable(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A region pair in words: publisher first.</summary>
    public static string Pair(string publisherRegion, string viewerRegion) => $"{publisherRegion} → {viewerRegion}";
}
