using System.Text.Json;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>What a node's <c>/status</c> tells, as far as tests ask.</summary>
internal sealed record NodeStatus(Dictionary<string, int> Sessions, Dictionary<string, long> Counters, Dictionary<string, long> Control, string Text)
{
    public int Running => Sessions.Values.Sum();

    public static NodeStatus Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement media = document.RootElement.GetProperty("media");
        return new NodeStatus(
            media.GetProperty("sessions").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt32()),
            media.GetProperty("counters").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt64()),
            document.RootElement.GetProperty("control").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt64()),
            json);
    }
}
