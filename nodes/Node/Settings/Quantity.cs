using System.Globalization;

namespace CdnLab.Node.Settings;

/// <summary>Numbers with a unit as people write them.</summary>
internal static class Quantity
{
    /// <summary>Reads <c>250 ms</c>, <c>60 s</c>, <c>2 min</c>, <c>1 h</c>; a bare number is seconds. At least 1 ms, at most a week.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TrySplit(text, out double number, out string unit))
        {
            return false;
        }

        double seconds = unit switch
        {
            "" or "s" => number,
            "ms" => number / 1000,
            "min" => number * 60,
            "h" => number * 3600,
            _ => double.NaN,
        };
        if (!(seconds is >= 0.001 and <= 7 * 24 * 3600))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Reads <c>4096</c>, <c>64 KiB</c>, <c>1 MiB</c>; at least 1 KiB, at most 64 MiB.</summary>
    public static bool TryParseSize(string text, out int bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out double number, out string unit))
        {
            return false;
        }

        double value = unit switch
        {
            "" or "B" => number,
            "KiB" => number * 1024,
            "MiB" => number * 1024 * 1024,
            _ => double.NaN,
        };
        if (!(value is >= 1024 and <= 64 * 1024 * 1024))
        {
            return false;
        }

        bytes = (int)value;
        return true;
    }

    private static bool TrySplit(string text, out double number, out string unit)
    {
        string trimmed = text.Trim();
        int end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.'))
        {
            end++;
        }

        unit = trimmed[end..].Trim();
        return double.TryParse(trimmed.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
