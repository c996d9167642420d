using CdnLab.Fuzz.Tests.Targets;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>Scripts for the frame assembler.</summary>
internal static class FrameScripts
{
    private static readonly byte[] Start = [0x10, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01];
    private static readonly byte[] Middle = [0x00, 1, 2, 3];

    public static void Write()
    {
        byte[] frame = [.. Packet(0, 1, 4, Start), .. Packet(0, 1, 0, Middle), .. Packet(FrameAssemblerTarget.Marker, 1, 0, Middle)];
        Corpus.Write("frame-assembler", "in-order", "three pictures of three packets", [0, .. frame, .. frame, .. frame]);
        byte[] shuffled = [.. Packet(0, 2, 4, Middle), .. Packet(0, -1, 0, Start), .. Packet(FrameAssemblerTarget.Marker, 2, 0, Middle)];
        Corpus.Write("frame-assembler", "reordered", "the second packet comes first", [0, .. frame, .. shuffled, .. frame]);
        byte[] gap = [.. Packet(0, 1, 4, Start), .. Packet(FrameAssemblerTarget.Marker, 2, 0, Middle)];
        Corpus.Write("frame-assembler", "gap", "a packet missing until its time is over", [0, .. frame, .. gap, .. frame, .. Packet(FrameAssemblerTarget.Timeout, 1, 4, Start), .. frame]);
        Corpus.Write("frame-assembler", "leap", "the numbers leap beyond the window", [0, .. frame, .. Packet(FrameAssemblerTarget.Leap, 2, 4, Start), .. frame]);
        Corpus.Write("frame-assembler", "ended", "the stream ends in the middle of a picture", [0, .. frame, .. gap, .. Packet(FrameAssemblerTarget.End, 1, 4, Start), .. frame]);
        Corpus.Write("frame-assembler", "fillers", "empty payloads between and within pictures", [0, .. frame, .. Packet(0, 1, 0, []), .. Packet(0, 1, 4, Start), .. Packet(0, 1, 0, []), .. Packet(FrameAssemblerTarget.Marker, 1, 0, Middle), .. frame]);
        byte[] sound = Packet(0, 1, 1, [0x78, 1, 2]);
        Corpus.Write("frame-assembler", "opus", "a packet is a frame; one is missing, one comes twice", [1, .. sound, .. sound, .. Packet(0, 2, 2, [0x78, 1]), .. Packet(0, 0, 0, [0x78, 1]), .. sound]);
    }

    private static byte[] Packet(byte flags, int step, byte time, byte[] payload) => [flags, (byte)(sbyte)step, time, (byte)payload.Length, .. payload];
}
