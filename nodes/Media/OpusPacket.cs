namespace CdnLab.Media;

/// <summary>What the first bytes of an Opus packet say (RFC 6716 §3.1 and §3.2).</summary>
/// <param name="Configuration">0 to 31: mode, bandwidth and frame size (table 2).</param>
/// <param name="Stereo">Whether the frames are stereo.</param>
/// <param name="FrameCount">Frames in the packet, 1 to 48.</param>
/// <param name="SamplesPerFrame">Duration of a frame in samples at 48 kHz: 120 (2.5 ms) to 2880 (60 ms).</param>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7      c = 0: one frame, 1: two of equal size, 2: two of different sizes,
/// | config  |s| c |         3: a second byte |v|p| M | with their number M
/// </code>
/// </remarks>
public readonly record struct OpusPacket(int Configuration, bool Stereo, int FrameCount, int SamplesPerFrame)
{
    /// <summary>Longest packet: 120 ms in samples at 48 kHz (RFC 6716 §3.2.5).</summary>
    public const int MaxSamples = 5760;

    /// <summary>Duration in samples at 48 kHz, at most <see cref="MaxSamples"/>.</summary>
    public int Samples => FrameCount * SamplesPerFrame;

    /// <summary>Duration.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Samples * TimeSpan.TicksPerSecond / 48000);

    /// <summary>Reads the table-of-contents byte and, where there is one, the frame count byte.</summary>
    /// <returns>False for an empty packet, code 3 without or with zero frames, and more than 120 ms.</returns>
    public static bool TryParse(ReadOnlySpan<byte> packet, out OpusPacket result)
    {
        result = default;
        if (packet.IsEmpty)
        {
            return false;
        }

        int configuration = packet[0] >> 3;
        int frames;
        switch (packet[0] & 3)
        {
            case 0:
                frames = 1;
                break;
            case 1 or 2:
                frames = 2;
                break;
            default:
                if (packet.Length < 2)
                {
                    return false;
                }

                frames = packet[1] & 0x3F;
                break;
        }

        int perFrame = configuration switch
        {
            < 12 => (configuration & 3) switch { 0 => 480, 1 => 960, 2 => 1920, _ => 2880 },  // SILK: 10, 20, 40, 60 ms
            < 16 => (configuration & 1) == 0 ? 480 : 960,                                     // hybrid: 10, 20 ms
            _ => 120 << (configuration & 3),                                                  // CELT: 2.5, 5, 10, 20 ms
        };
        if (frames == 0 || frames * perFrame > MaxSamples)
        {
            return false;
        }

        result = new OpusPacket(configuration, (packet[0] & 4) != 0, frames, perFrame);
        return true;
    }
}
