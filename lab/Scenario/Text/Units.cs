using System.Globalization;
using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>Reads and writes values with their units, as scenario files have them: <c>45 ms</c>, <c>2 Mbit/s</c>, <c>0.01 %</c>.</summary>
/// <remarks>
/// A number needs its unit; only 0 may stand alone. Between number and unit there may be a space. Numbers use a point and no
/// exponent. Signs are read so that a negative value can be refused as out of range and not as nonsense.
/// </remarks>
public static class Units
{
    /// <summary>Reads <c>250 us</c>, <c>45 ms</c>, <c>20 s</c>, <c>2 min</c>, <c>1 h</c>; steps of 100 ns.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TrySplit(text, out decimal number, out string unit))
        {
            return false;
        }

        decimal? ticks = unit switch
        {
            "us" or "µs" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "min" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "" when number == 0 => 1,
            _ => null,
        };
        if (ticks is null || !TryWhole(number, ticks.Value, out long value))
        {
            return false;
        }

        duration = new TimeSpan(value);
        return true;
    }

    /// <summary>Reads <c>500 kbit/s</c>, <c>2 Mbit/s</c>, <c>1 Gbit/s</c> or <c>unlimited</c>; a kbit is 1000 bits.</summary>
    public static bool TryParseRate(string text, out Bitrate rate)
    {
        rate = default;
        if (text.Trim() == "unlimited")
        {
            return true;
        }

        if (!TrySplit(text, out decimal number, out string unit))
        {
            return false;
        }

        decimal? factor = unit switch
        {
            "bit/s" => 1,
            "kbit/s" => 1_000,
            "Mbit/s" => 1_000_000,
            "Gbit/s" => 1_000_000_000,
            _ => null,
        };
        if (factor is null || !TryWhole(number, factor.Value, out long value))
        {
            return false;
        }

        rate = new Bitrate(value);
        return true;
    }

    /// <summary>Reads <c>1200 B</c>, <c>64 KiB</c>, <c>2 MiB</c>, <c>1 GiB</c> and the decimal <c>kB</c>, <c>MB</c>, <c>GB</c>.</summary>
    public static bool TryParseSize(string text, out DataSize size)
    {
        size = default;
        if (!TrySplit(text, out decimal number, out string unit))
        {
            return false;
        }

        decimal? factor = unit switch
        {
            "B" => 1,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "KiB" => 1L << 10,
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            "" when number == 0 => 1,
            _ => null,
        };
        if (factor is null || !TryWhole(number, factor.Value, out long value))
        {
            return false;
        }

        size = new DataSize(value);
        return true;
    }

    /// <summary>Reads a percentage, <c>0.01 %</c>, as an exact number of percent, so that shares can be summed without rounding.</summary>
    public static bool TryParsePercent(string text, out decimal percent) =>
        TrySplit(text, out percent, out string unit) && (unit == "%" || (unit.Length == 0 && percent == 0));

    /// <summary>Reads a whole number without unit.</summary>
    public static bool TryParseWhole(string text, out long number) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads a number without unit.</summary>
    public static bool TryParseNumber(string text, out decimal number) => TrySplit(text, out number, out string unit) && unit.Length == 0;

    /// <summary>Writes a duration in the largest unit that leaves a number of at least one: <c>47.5 ms</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        long ticks = duration.Ticks;
        (long size, string unit) = Math.Abs(ticks) switch
        {
            0 => (TimeSpan.TicksPerSecond, "s"),
            >= TimeSpan.TicksPerHour when ticks % TimeSpan.TicksPerHour == 0 => (TimeSpan.TicksPerHour, "h"),
            >= TimeSpan.TicksPerMinute when ticks % TimeSpan.TicksPerMinute == 0 => (TimeSpan.TicksPerMinute, "min"),
            >= TimeSpan.TicksPerSecond => (TimeSpan.TicksPerSecond, "s"),
            >= TimeSpan.TicksPerMillisecond => (TimeSpan.TicksPerMillisecond, "ms"),
            _ => (TimeSpan.TicksPerMicrosecond, "us"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)ticks / size:0.#######} {unit}");
    }

    /// <summary>Writes a fraction (0.0001) as a percentage: <c>0.01 %</c>.</summary>
    public static string FormatPercent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.######} %");

    private static bool TrySplit(string text, out decimal number, out string unit)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int length = 0;
        while (length < trimmed.Length && (char.IsAsciiDigit(trimmed[length]) || trimmed[length] is '.' or '+' or '-'))
        {
            length++;
        }

        unit = trimmed[length..].Trim().ToString();
        return decimal.TryParse(
            trimmed[..length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryWhole(decimal number, decimal factor, out long value)
    {
        value = 0;
        if (Math.Abs(number) > 1_000_000_000_000)
        {
            return false;
        }

        decimal product = number * factor;
        if (Math.Abs(product) >= long.MaxValue)
        {
            return false;
        }

        value = (long)Math.Round(product, MidpointRounding.AwayFromZero);
        return true;
    }
}
