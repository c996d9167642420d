using System.Text.Json;

namespace CdnLab.Interop.Tests;

/// <summary>One entry of a report. What is not there, or not yet, reads as 0 or as nothing.</summary>
internal readonly record struct RtcEntry(JsonElement Json)
{
    public double this[string name] => Has(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    public string Text(string name) => Has(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public bool Flag(string name) => Has(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Growth of one total per growth of another since the beginning.</summary>
    public double Ratio(string total, string count) => this[count] > 0 ? this[total] / this[count] : 0;

    public override string ToString() => Json.ValueKind == JsonValueKind.Undefined ? "not there" : Json.GetRawText();

    private bool Has(string name, out JsonElement value)
    {
        value = default;
        return Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out value);
    }
}
