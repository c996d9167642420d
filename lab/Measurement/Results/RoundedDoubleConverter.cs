using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>Writes numbers with at most six decimals: a nanosecond in milliseconds; more digits would only be noise.</summary>
public sealed class RoundedDoubleConverter : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The number is not finite: a ratio with nothing below the line, most likely.</exception>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Math.Round(value, 6));
}
