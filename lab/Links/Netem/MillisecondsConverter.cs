using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdnLab.Links.Netem;

/// <summary>Writes a duration as a JSON number of milliseconds, with a resolution of 100 ns.</summary>
internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    // A day: longer delays can only be a slip of the unit, and they fit every sum that the emulator makes.
    private const double Limit = 86_400_000;

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double milliseconds = reader.GetDouble();
        return double.IsFinite(milliseconds) && Math.Abs(milliseconds) <= Limit
            ? TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond))
            : throw new JsonException($"{milliseconds} ms is not a duration within one day.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalMilliseconds);
}
