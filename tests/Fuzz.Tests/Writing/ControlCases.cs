using System.Text;
using CdnLab.Control;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>A message of every type, a member to a line, so that damage by lines finds them.</summary>
internal static class ControlCases
{
    public static void Write()
    {
        var node = new NodeInfo("10.0.0.7:9084", "10.0.0.7", 9084, "edge", "1.0", 1_790_000_000_000, "e-eu1", "eu", ["a", "b"]);
        var stream = new StreamInfo(
            "test_eu", "10.0.0.7:9084", [new TrackInfo("audio", "opus", 48_000, 2, "minptime=10;useinbandfec=1"), new TrackInfo("video", "VP8", 90_000, 1, "")]);
        Message("hello", new HelloMessage(node, 3));
        Message("node-list", new NodeListMessage([node, node with { Id = "fd00::7", Ip = "fd00::7", Port = NodeId.DefaultPort }]));
        Message("stream-list", new StreamListMessage(7, [stream]));
        Message("stream-published", new StreamPublishedMessage(8, stream));
        Message("stream-stopped", new StreamStoppedMessage(9, "test_eu", "Stopped by publisher stop"));
        Message("pull", new PullMessage("p-1", "test_eu", "v=0\r\n"));
        Message("pull-answer", new PullAnswerMessage("p-1", "v=0\r\n"));
        Message("pull-refused", new PullRefusedMessage("p-1", 409, "Nobody publishes it."));
        Message("pull-end", new PullEndMessage("p-1", "nobody watches"));
        Corpus.Write("control", "unknown-type", "of a later version", """{"type":"later","x":[1,{"type":"hello"}]}"""u8);
        Corpus.Write("control", "lone-surrogate", "valid JSON that is no valid Unicode", """{"type":"pull_end","id":"\ud800","reason":"x"}"""u8);
        Corpus.Write("control", "deep", "nested beyond every limit", Encoding.ASCII.GetBytes("{\"type\":\"hello\",\"x\":" + new string('[', 100)));
    }

    private static void Message(string name, ControlMessage message) =>
        Corpus.Write("control", name, "a valid message", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ControlJson.Serialize(message)).Replace(",\"", ",\r\n\"", StringComparison.Ordinal)));
}
