namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>First bytes of payloads of each codec.</summary>
internal static class MediaCases
{
    public static void Write()
    {
        Corpus.Write("media-payload", "vp8-key", "short descriptor, key frame 640 x 360", [0x10, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01, 0, 0]);
        Corpus.Write("media-payload", "vp8-full-descriptor", "X, I with 15 bits, L, T, K", [0x90, 0xF0, 0x81, 0x23, 0x45, 0x67, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01]);
        Corpus.Write("media-payload", "vp8-delta", "no key frame", [0x10, 0x11, 0x02, 0x00, 0xAA, 0xBB]);
        Corpus.Write("media-payload", "vp9-key", "I, L, B; lowest layer", [0xA8, 0x81, 0x23, 0x00, 0x00, 0x82, 0x49, 0x83]);
        Corpus.Write("media-payload", "h264-idr", "a single unit", [0x65, 0x88, 0x84, 0x00]);
        Corpus.Write("media-payload", "h264-stap-a", "SPS, PPS and IDR in one packet", [0x78, 0, 3, 0x67, 0x42, 0xE0, 0, 2, 0x68, 0xCE, 0, 4, 0x65, 0x88, 0x84, 0x00]);
        Corpus.Write("media-payload", "h264-fu-a", "first fragment of an IDR", [0x7C, 0x85, 0x88, 0x84]);
        Corpus.Write("media-payload", "av1-new-sequence", "N set", [0x18, 0x0A, 0x0B, 0x00, 0x00]);
        Corpus.Write("media-payload", "opus-code-3", "three frames of 20 ms", [0x7B, 0x03, 1, 2, 3]);
        Corpus.Write("media-payload", "opus-20-ms", "one frame", [0x78, 1, 2, 3]);
    }
}
