using CdnLab.Rtc.Rtp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>RTP packets: header, every extension in every meaning, retransmission and back.</summary>
internal sealed class RtpTarget : IFuzzTarget
{
    private readonly byte[] _wrapped = new byte[Mutator.MaximumLength + 2];
    private readonly byte[] _restored = new byte[Mutator.MaximumLength + 2];

    public string Name => "rtp";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (!RtpPacket.TryParse(input, out RtpPacket packet))
        {
            return;
        }

        Broken.Unless(packet.HeaderLength + packet.Payload.Length + packet.PaddingLength == input.Length, "parts do not make the whole");
        Broken.Unless(RtpPacket.TryGetHeaderLength(input, out int header) && header == packet.HeaderLength, "two opinions on the header");
        foreach (RtpExtension element in packet.Extensions)
        {
            Broken.Unless(element.Offset + element.Data.Length <= packet.HeaderLength, "an element beyond the header");
            Broken.Unless(packet.TryGetExtension(element.Id, out _), "an element that is not found");
            _ = AbsCaptureTime.TryRead(element.Data, out AbsCaptureTime capture) && capture.ClockOffsetNanoseconds == 0;
            _ = AbsSendTime.TryRead(element.Data, out _);
            _ = AudioLevel.TryRead(element.Data, out _);
            _ = PlayoutDelay.TryRead(element.Data, out _);
            _ = TransportSequenceNumber.TryRead(element.Data, out _);
            _ = SdesExtension.IsValid(element.Data) && SdesExtension.Is(element.Data, "0");
            _ = SdesExtension.IsValidRid(element.Data);
        }

        int length = RtpRtx.Wrap(packet, _wrapped, 97, 0x1234, 7);
        Broken.Unless(RtpPacket.TryParse(_wrapped.AsSpan(0, length), out RtpPacket wrapped), "a retransmission that does not parse");
        Broken.Unless(RtpRtx.TryUnwrap(wrapped, _restored, packet.PayloadType, packet.Ssrc, out length), "a retransmission without an original");
        Broken.Unless(
            RtpPacket.TryParse(_restored.AsSpan(0, length), out RtpPacket restored)
                && restored.Payload.SequenceEqual(packet.Payload) && restored.SequenceNumber == packet.SequenceNumber,
            "the original is not restored");
        RtpRtx.TryUnwrap(packet, _restored, 96, 1, out _);
    }
}
