using System.Text.Json;

namespace CdnLab.Interop.Tests;

/// <summary>What <c>RTCPeerConnection.getStats()</c> said at one moment.</summary>
internal sealed class RtcReport(JsonElement entries)
{
    public RtcEntry Transport => Find("transport");

    public RtcEntry Pair => Find("candidate-pair", entry => entry.Flag("nominated"));

    public RtcEntry InboundVideo => Find("inbound-rtp", entry => entry.Text("kind") == "video");

    public RtcEntry InboundAudio => Find("inbound-rtp", entry => entry.Text("kind") == "audio");

    public RtcEntry OutboundVideo => Find("outbound-rtp", entry => entry.Text("kind") == "video");

    public string CodecOf(RtcEntry media) => Find("codec", entry => entry.Text("id") == media.Text("codecId")).Text("mimeType");

    public override string ToString() => string.Join('\n', entries.EnumerateArray()
        .Where(entry => entry.GetProperty("type").GetString() is "transport" or "candidate-pair" or "inbound-rtp" or "outbound-rtp" or "remote-inbound-rtp")
        .Select(entry => entry.GetRawText()));

    private RtcEntry Find(string type, Func<RtcEntry, bool>? predicate = null) => new(entries.EnumerateArray()
        .FirstOrDefault(entry => entry.GetProperty("type").GetString() == type && (predicate is null || predicate(new RtcEntry(entry)))));
}
