using CdnLab.Core;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>RTP packets as browsers and our own publishers send them.</summary>
internal static class RtpCases
{
    public static byte[] Packet(bool twoByte = false, int payloadType = 96, ReadOnlySpan<byte> payload = default, bool extensions = true, int padding = 0)
    {
        byte[] buffer = new byte[1500];
        var header = new RtpHeaderWriter(buffer, payloadType, true, 1000, 90_000, 0xCAFEBABE, twoByte);
        Span<byte> data = stackalloc byte[AbsCaptureTime.LongLength];
        if (extensions)
        {
            AbsSendTime.Write(data, 0x123456);
            header.AddExtension(2, data[..3]);
            header.AddExtension(3, [0xAB, 0xCD]);
            header.AddExtension(4, "0"u8);
            int length = new AbsCaptureTime(new NtpTime(0xE8000000_80000000), 12345).Write(data);
            header.AddExtension(6, data[..length]);
            new AudioLevel(40, true).Write(data);
            header.AddExtension(1, data[..1]);
            new PlayoutDelay(0, 100).Write(data);
            header.AddExtension(5, data[..3]);
        }

        int at = header.Finish();
        payload.CopyTo(buffer.AsSpan(at));
        at += payload.Length;
        if (padding > 0)
        {
            RtpHeader.SetPadding(buffer, true);
            at += padding;
            buffer[at - 1] = (byte)padding;
        }

        return buffer[..at];
    }

    public static void Write()
    {
        ReadOnlySpan<byte> vp8 = [0x90, 0x80, 0x81, 0x02, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01];
        Corpus.Write("rtp", "vp8-key-frame", "all extensions in one-byte form, VP8 key frame", Packet(payload: vp8));
        Corpus.Write("rtp", "two-byte-extensions", "the same in two-byte form", Packet(twoByte: true, payload: vp8));
        Corpus.Write("rtp", "opus", "no extensions, Opus", Packet(payloadType: 111, payload: [0x78, 1, 2, 3, 4], extensions: false));
        Corpus.Write("rtp", "padding-only", "a probe: nothing but padding", Packet(payloadType: 97, padding: 224));
        Corpus.Write("rtp", "rtx", "a retransmission of number 999", Packet(payloadType: 97, payload: [0x03, 0xE7, .. vp8]));
        Corpus.Write("rtp", "empty", "a header and nothing else", Packet(extensions: false));
        byte[] sources = [.. Packet(extensions: false)[..12], .. new byte[60], 1, 2, 3];
        sources[0] |= 15;
        Corpus.Write("rtp", "fifteen-csrcs", "as many contributing sources as there can be", sources);
        byte[] large = Packet(payload: new byte[1200]);
        Corpus.Write("rtp", "full-datagram", "1200 bytes of payload", large);
    }
}
