using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>How results are written as JSON: snake_case names that carry units, numbers rounded to six decimals.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    NewLine = "\n",
    Converters = [typeof(RoundedDoubleConverter)])]
[JsonSerializable(typeof(ResultsDocument))]
public sealed partial class ResultsJsonContext : JsonSerializerContext;
