using System.Text.Json;

namespace CdnLab.Interop.Tests;

/// <summary>A node's <c>/status</c> at one moment.</summary>
internal sealed class NodeReading(JsonElement status)
{
    public (int Publishers, int Viewers, int Downstream, int Upstream) Sessions
    {
        get
        {
            JsonElement sessions = status.GetProperty("media").GetProperty("sessions");
            int Count(string role) => sessions.GetProperty(role).GetInt32();
            return (Count("publisher"), Count("viewer"), Count("downstream"), Count("upstream"));
        }
    }

    public bool HasActivePeer => status.GetProperty("nodes").EnumerateArray().Any(node => node.GetProperty("state").GetString() == "ACTIVE");

    public long this[string counter] => status.GetProperty("media").GetProperty("counters").GetProperty(counter).GetInt64();

    public override string ToString() => status.GetRawText();
}
