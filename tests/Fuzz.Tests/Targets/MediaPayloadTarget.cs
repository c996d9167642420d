using CdnLab.Media;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>What is inside RTP payloads: descriptors, frame headers, and whether a key frame begins.</summary>
internal sealed class MediaPayloadTarget : IFuzzTarget
{
    private readonly byte[] _descriptor = new byte[Vp8PayloadDescriptor.MaxLength];

    public string Name => "media-payload";

    public void Run(ReadOnlySpan<byte> input)
    {
        foreach (CodecName codec in Enum.GetValues<CodecName>())
        {
            bool key = KeyFrameDetector.IsKeyFrameStart(codec, input);
            Broken.Unless(!key || !input.IsEmpty, $"a key frame of {codec} in nothing");
        }

        if (Vp8PayloadDescriptor.TryParse(input, out Vp8PayloadDescriptor descriptor, out int length))
        {
            Broken.Unless(length >= descriptor.Length && length <= input.Length, $"a descriptor of {length} bytes");
            int written = descriptor.Write(_descriptor);
            Broken.Unless(
                Vp8PayloadDescriptor.TryParse(_descriptor.AsSpan(0, written), out Vp8PayloadDescriptor again, out _) && again == descriptor,
                "writing a descriptor changes it");
        }

        if (Vp8Depacketizer.TryUnwrap(input, out _, out ReadOnlySpan<byte> data))
        {
            Broken.Unless(!data.IsEmpty, "a picture's part without a byte");
            _ = Vp8FrameHeader.TryParse(data, out _);
        }

        _ = Vp8FrameHeader.TryParse(input, out Vp8FrameHeader header) && header.Width == 0;
        if (OpusPacket.TryParse(input, out OpusPacket packet))
        {
            Broken.Unless(packet.Samples is > 0 and <= OpusPacket.MaxSamples, $"{packet.Samples} samples in a packet");
        }
    }
}
