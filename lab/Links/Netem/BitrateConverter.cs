using System.Text.Json;
using System.Text.Json.Serialization;
using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>Writes a rate as a JSON number of bits per second; 0 is unlimited.</summary>
internal sealed class BitrateConverter : JsonConverter<Bitrate>
{
    public override Bitrate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Bitrate value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.BitsPerSecond);
}
