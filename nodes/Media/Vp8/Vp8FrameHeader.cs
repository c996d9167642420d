namespace CdnLab.Media;

/// <summary>The uncompressed first bytes of a VP8 picture (RFC 6386 §9.1).</summary>
/// <param name="IsKeyFrame">Whether it decodes without any earlier picture.</param>
/// <param name="Version">Decoding profile, 0 to 3 (4 to 7 are reserved).</param>
/// <param name="IsShown">Whether it is to be shown; alternate reference pictures are not.</param>
/// <param name="FirstPartitionLength">Length of the first partition in bytes.</param>
/// <param name="Width">Pixels, 0 to 16383; 0 in a picture that is no key frame.</param>
/// <param name="Height">Pixels, 0 to 16383; 0 in a picture that is no key frame.</param>
public readonly record struct Vp8FrameHeader(
    bool IsKeyFrame, int Version, bool IsShown, int FirstPartitionLength, int Width, int Height)
{
    /// <summary>Bytes that a key frame's header takes; another's takes 3.</summary>
    public const int KeyFrameLength = 10;

    private static ReadOnlySpan<byte> StartCode => [0x9D, 0x01, 0x2A];

    /// <summary>Reads the header.</summary>
    /// <param name="frame">The picture from its first byte, or as much of it as the first RTP payload holds.</param>
    /// <param name="header">The fields.</param>
    /// <returns>False when it is too short, or a key frame without the start code 9d 01 2a.</returns>
    public static bool TryParse(ReadOnlySpan<byte> frame, out Vp8FrameHeader header)
    {
        header = default;
        if (frame.Length < 3)
        {
            return false;
        }

        int tag = frame[0] | (frame[1] << 8) | (frame[2] << 16);
        bool isKeyFrame = (tag & 1) == 0;
        int width = 0;
        int height = 0;
        if (isKeyFrame)
        {
            if (frame.Length < KeyFrameLength || !frame.Slice(3, 3).SequenceEqual(StartCode))
            {
                return false;
            }

            // The upper two bits of each are a scaling hint for the player.
            width = (frame[6] | (frame[7] << 8)) & 0x3FFF;
            height = (frame[8] | (frame[9] << 8)) & 0x3FFF;
        }

        header = new Vp8FrameHeader(isKeyFrame, (tag >> 1) & 7, (tag & 0x10) != 0, tag >> 5, width, height);
        return true;
    }
}
