using CdnLab.Core;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml.Linq;
using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Tests.Measurement;

/// <summary>The committed schema is made from the records and their documentation; this test makes it.</summary>
public sealed class ResultsSchemaTests
{
    private static readonly string s_path = Snapshot.RepositoryPath("lab/Measurement/results.schema.json");

    [Fact]
    public void Schema_is_that_of_the_records() => Snapshot.MatchFile(MakeSchema(), s_path);

    [Fact]
    public void Every_property_of_the_sample_is_in_the_schema()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(s_path))!;
        JsonNode sample = JsonNode.Parse(ResultsFile.ToJson(new SampleRun(viewersPerEdge: 10).Build()))!;
        var unknown = new List<string>();
        Walk(sample, root, root, "$", unknown);
        Assert.True(unknown.Count == 0, $"Not in the schema: {string.Join(", ", unknown.Distinct())}");
    }

    [Fact]
    public void Numbers_carry_their_unit_in_their_name()
    {
        string[] units =
        [
            "_ms", "_us", "_ns", "_s", "_seconds", "_ratio", "_mib", "_bytes", "_mbps", "_kbps", "_packets", "_frames", "count", "counts", "_share",
            "version", "code", "viewers", "viewers_total", "cores", "seed", "failed", "threads", "frames", "gc_collections", "packets_forwarded",
            "packets", "frames_expected", "frames_complete", "frames_late", "value", "limit",
        ];
        JsonNode root = JsonNode.Parse(File.ReadAllText(s_path))!;
        var without = new List<string>();
        foreach ((string name, JsonNode schema) in Properties(root))
        {
            string types = schema["type"]?.ToJsonString() ?? "";
            if ((types.Contains("number", StringComparison.Ordinal) || types.Contains("integer", StringComparison.Ordinal))
                && !units.Any(unit => name.EndsWith(unit, StringComparison.Ordinal)))
            {
                without.Add(name);
            }
        }

        Assert.True(without.Count == 0, $"No unit in: {string.Join(", ", without.Distinct())}");
    }

    private static string MakeSchema()
    {
        Dictionary<string, string> documentation = Documentation();
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                // The exporter cannot see what our own converter for numbers writes.
                node = context.TypeInfo.Type == typeof(double) ? new JsonObject { ["type"] = "number" }
                    : context.TypeInfo.Type == typeof(double?) ? new JsonObject { ["type"] = new JsonArray("number", "null") }
                    : node;
                if (node is JsonObject schema && context.PropertyInfo is { } property
                    && property.AttributeProvider is System.Reflection.PropertyInfo member
                    && documentation.TryGetValue($"P:{member.DeclaringType!.FullName}.{member.Name}", out string? text))
                {
                    schema.Insert(0, "description", text);
                }

                return node;
            },
        };
        JsonNode exported = ResultsJsonContext.Default.Options.GetJsonSchemaAsNode(typeof(ResultsDocument), options);
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "CdnLab results",
            ["description"] = documentation[$"T:{typeof(ResultsDocument).FullName}"],
        };
        foreach ((string name, JsonNode? value) in exported.AsObject())
        {
            document[name] = value?.DeepClone();
        }

        var indented = new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return document.ToJsonString(indented) + "\n";
    }

    // Summaries by member, see-references reduced to the JSON name of what they point to.
    private static Dictionary<string, string> Documentation()
    {
        string[] paths = [.. new[] { typeof(ResultsDocument), typeof(HistogramData) }.Select(type => Path.ChangeExtension(type.Assembly.Location, ".xml"))];
        return paths.SelectMany(path => XDocument.Load(path).Descendants("member")).Where(member => member.Element("summary") is not null).ToDictionary(
            member => member.Attribute("name")!.Value,
            member => string.Join(
                ' ', string.Concat(member.Element("summary")!.Nodes().Select(Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => JsonNamingPolicy.SnakeCaseLower.ConvertName(see.Attribute("cref")!.Value.Split('.')[^1]),
        XElement element => element.Value,
        _ => "",
    };

    private static void Walk(JsonNode? value, JsonNode schema, JsonNode root, string path, List<string> unknown)
    {
        schema = Resolve(schema, root);
        if (value is JsonObject members)
        {
            foreach ((string name, JsonNode? member) in members)
            {
                if (schema["properties"]?[name] is { } property)
                {
                    Walk(member, property, root, $"{path}.{name}", unknown);
                }
                else
                {
                    unknown.Add($"{path}.{name}");
                }
            }
        }
        else if (value is JsonArray items && schema["items"] is { } itemSchema)
        {
            foreach (JsonNode? item in items)
            {
                Walk(item, itemSchema, root, $"{path}[]", unknown);
            }
        }
    }

    private static JsonNode Resolve(JsonNode schema, JsonNode root)
    {
        if (schema["$ref"]?.GetValue<string>() is not { } pointer)
        {
            return schema;
        }

        JsonNode at = root;
        foreach (string part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at[part]!;
        }

        return at;
    }

    private static IEnumerable<(string Name, JsonNode Schema)> Properties(JsonNode schema)
    {
        foreach ((string name, JsonNode? property) in schema["properties"]?.AsObject() ?? [])
        {
            yield return (name, property!);
            foreach ((string, JsonNode) inner in Properties(property!).Concat(property!["items"] is { } items ? Properties(items) : []))
            {
                yield return inner;
            }
        }
    }
}
