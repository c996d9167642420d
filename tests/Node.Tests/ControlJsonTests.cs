using System.Text;
using CdnLab.Control;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Node.Tests;

public sealed class ControlJsonTests
{
    private static readonly NodeInfo s_node =
        new("10.0.0.7:9084", "10.0.0.7", 9084, "edge", "1.0", 1700000000000, "e-eu1", "eu", ["EU", "GPU"]);

    private static readonly StreamInfo s_stream = new(
        "test_eu", "10.0.0.7", [new("video", "VP8", 90000, 1, ""), new("audio", "opus", 48000, 2, "minptime=10;useinbandfec=1")]);

    private static readonly ControlMessage[] s_messages =
    [
        new HelloMessage(s_node, 3),
        new NodeListMessage([s_node, s_node with { Id = "fd00::7", Ip = "fd00::7", Port = 8084, Groups = null }]),
        new StreamListMessage(0, []),
        new StreamListMessage(7, [s_stream]),
        new StreamPublishedMessage(8, s_stream),
        new StreamStoppedMessage(9, "test_eu", "Stopped by publisher stop"),
        new PullMessage("p1", "test_eu", "v=0\r\n"),
        new PullAnswerMessage("p1", "v=0\r\n"),
        new PullRefusedMessage("p1", 404, "no such stream"),
        new PullEndMessage("p1", "idle"),
    ];

    public static TheoryData<ControlMessage> Messages => new(s_messages);

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_survives_its_json(ControlMessage message)
    {
        byte[] bytes = ControlJson.Serialize(message);
        Assert.Equal(ControlParseResult.Ok, ControlJson.TryParse(bytes, out ControlMessage? parsed, out _));
        Assert.IsType(message.GetType(), parsed);
        Assert.Equal(bytes, ControlJson.Serialize(parsed));
    }

    [Fact]
    public void Json_is_snake_case_with_its_type()
    {
        string json = Encoding.UTF8.GetString(ControlJson.Serialize(new StreamPublishedMessage(8, s_stream)));
        Assert.StartsWith("{\"type\":\"stream_published\"", json, StringComparison.Ordinal);
        Assert.Contains("\"clock_rate\":90000", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_may_stand_last_and_unknown_members_are_ignored() =>
        Assert.Equal(
            ControlParseResult.Ok,
            Parse("""{"id":"p1","later":{"x":[1,{"type":"hello"}]},"reason":"idle","type":"pull_end"}""", out _));

    [Theory]
    [InlineData("""{"type":"node_load","load":0.5}""")]
    [InlineData("""{"type":"","x":1}""")]
    public void Unknown_type_is_ignored_and_no_fault(string json) => Assert.Equal(ControlParseResult.UnknownType, Parse(json, out _));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"pull_end","id":"p1"}""")]
    [InlineData("""{"type":"pull_end","id":null,"reason":""}""")]
    [InlineData("""{"type":"pull_end","id":"","reason":""}""")]
    [InlineData("""{"type":"pull_end","id":"p1","id":"p2","reason":""}""")]
    [InlineData("""{"type":"pull_end","id":"p1","reason":"x"} {}""")]
    [InlineData("""{"type":"pull_end","id":"p1","reason":"x" """)]
    [InlineData("""{"type":"pull_end","id":"\ud800","reason":5}""")]
    [InlineData("""{"type":"pull","id":"p1","stream":"a b","offer":"v=0"}""")]
    [InlineData("""{"type":"pull_refused","id":"p1","code":200,"reason":""}""")]
    [InlineData("""{"type":"stream_list","change":0,"streams":[null]}""")]
    [InlineData("""{"type":"stream_list","change":-1,"streams":[]}""")]
    [InlineData("""{"type":"stream_stopped","change":0,"name":"a","reason":""}""")]
    [InlineData("""{"type":"hello","dial":1,"node":{"id":"10.0.0.7","ip":"10.0.0.8","port":8084,"role":"edge","version":"1","incarnation":1}}""")]
    [InlineData("""{"type":"hello","dial":1,"node":{"id":"10.0.0.7","ip":"10.0.0.7","port":8085,"role":"edge","version":"1","incarnation":1}}""")]
    [InlineData("""{"type":"hello","dial":1,"node":{"id":"evil.example","ip":"evil.example","port":8084,"role":"edge","version":"1","incarnation":1}}""")]
    [InlineData("""{"type":"hello","dial":1,"node":null}""")]
    [InlineData("""{"type":"node_list","nodes":[{"id":"10.0.0.7","ip":"10.0.0.7","port":8084,"role":"edge","version":"1","incarnation":1,"groups":[null]}]}""")]
    public void Malformed_message_is_refused_with_a_reason(string json)
    {
        Assert.Equal(ControlParseResult.Malformed, Parse(json, out string reason));
        Assert.NotEqual("", reason);
    }

    [Fact]
    public void Limits_hold()
    {
        string many = string.Join(',', Enumerable.Repeat("""{"name":"a","node":"b","tracks":[]}""", ControlLimits.Streams + 1));
        Assert.Equal(ControlParseResult.Malformed, Parse($$"""{"type":"stream_list","change":1,"streams":[{{many}}]}""", out string reason));
        Assert.Equal("too many streams", reason);
        string sdp = new('x', ControlLimits.SdpLength + 1);
        Assert.Equal(ControlParseResult.Malformed, Parse($$"""{"type":"pull_answer","id":"p","answer":"{{sdp}}"}""", out _));
        string deep = string.Concat(Enumerable.Repeat("[", 1000));
        Assert.Equal(ControlParseResult.Malformed, Parse($$"""{"type":"hello","x":{{deep}}""", out _));
    }

    [Fact]
    public void Random_bytes_never_throw() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), bytes => ControlJson.TryParse(bytes, out _, out _) != ControlParseResult.Ok));

    [Fact]
    public void Damaged_messages_never_throw() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<(int Which, int Place, byte Value, int Cut)>(),
            damage =>
            {
                byte[] bytes = ControlJson.Serialize(s_messages[(damage.Which & int.MaxValue) % s_messages.Length]);
                bytes[(damage.Place & int.MaxValue) % bytes.Length] = damage.Value;
                int length = damage.Cut % 3 == 0 ? (damage.Cut & int.MaxValue) % bytes.Length : bytes.Length;
                ControlParseResult result = ControlJson.TryParse(bytes.AsSpan(0, length), out ControlMessage? message, out _);
                return (result == ControlParseResult.Ok) == (message is not null);
            }));

    private static ControlParseResult Parse(string json, out string reason) =>
        ControlJson.TryParse(Encoding.UTF8.GetBytes(json), out _, out reason);
}
