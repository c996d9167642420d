using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CdnLab.Measurement.Results;

/// <summary>Results documents as JSON text and as files.</summary>
public static class ResultsFile
{
    private static readonly ResultsJsonContext s_indented = new(new JsonSerializerOptions(ResultsJsonContext.Default.Options) { WriteIndented = true });

    // Generated code sets every init-only property, so a list that an older document lacks would become null instead of
    // staying empty; reading by reflection keeps the defaults.
    private static readonly JsonSerializerOptions s_reading = new(ResultsJsonContext.Default.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>Writes a document as JSON, the same bytes for the same document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="indented">Whether to break lines for a reader.</param>
    /// <exception cref="ArgumentException">A number in it is not finite.</exception>
    public static string ToJson(ResultsDocument document, bool indented = false) =>
        JsonSerializer.Serialize(document, indented ? s_indented.ResultsDocument : ResultsJsonContext.Default.ResultsDocument);

    /// <summary>Reads a document.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="source">What to call it in messages: a path.</param>
    /// <exception cref="ResultsFormatException">It is not JSON, lacks something, or is of another version.</exception>
    public static ResultsDocument FromJson(string json, string source = "results")
    {
        ArgumentNullException.ThrowIfNull(json);
        RequireVersion(json, source);
        try
        {
            return JsonSerializer.Deserialize<ResultsDocument>(json, s_reading)!;
        }
        catch (JsonException failure)
        {
            throw new ResultsFormatException($"{source}: {failure.Message}", failure);
        }
    }

    /// <summary>Writes a file so that a reader sees either the old or the whole new one. Folders must exist.</summary>
    public static void Write(string path, ResultsDocument document)
    {
        string json = ToJson(document);
        string partial = path + ".partial";
        File.WriteAllText(partial, json, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ResultsFormatException">See <see cref="FromJson"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ResultsDocument Read(string path) => FromJson(File.ReadAllText(path), path);

    // The version first: of a document of another version nothing else can be expected to fit.
    private static void RequireVersion(string json, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("schema_version", out JsonElement version)
                || !version.TryGetInt32(out int number))
            {
                throw new ResultsFormatException($"{source}: no schema_version; this is not a results document.");
            }

            if (number != ResultsDocument.CurrentSchemaVersion)
            {
                throw new ResultsFormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: schema_version is {number}; this program reads {ResultsDocument.CurrentSchemaVersion}."));
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new ResultsFormatException($"{source}: not complete JSON: {failure.Message}", failure);
        }
    }
}
