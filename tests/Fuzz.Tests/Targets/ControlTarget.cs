using CdnLab.Control;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>Messages between nodes: what is taken is written and taken again as the same bytes.</summary>
internal sealed class ControlTarget : IFuzzTarget
{
    public string Name => "control";

    public void Run(ReadOnlySpan<byte> input)
    {
        ControlParseResult result = ControlJson.TryParse(input, out ControlMessage? message, out string reason);
        Broken.Unless((message is null) == (result != ControlParseResult.Ok), $"{result} and {message}");
        Broken.Unless((reason.Length == 0) == (message is not null), $"{result}: '{reason}'");
        if (message is not null)
        {
            byte[] written = ControlJson.Serialize(message);
            Broken.Unless(ControlJson.TryParse(written, out ControlMessage? again, out reason) == ControlParseResult.Ok, $"what was taken and written is refused: {reason}");
            Broken.Unless(ControlJson.Serialize(again!).AsSpan().SequenceEqual(written), "writing changes what was taken");
        }
    }
}
