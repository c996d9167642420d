using CdnLab.Media;

namespace CdnLab.Media.Tests;

public sealed class OpusPacketTests
{
    /// <summary>RFC 6716 §3.1 table 2, in tenths of a millisecond.</summary>
    private static readonly int[] FrameTenths =
    [
        100, 200, 400, 600, 100, 200, 400, 600, 100, 200, 400, 600, // SILK
        100, 200, 100, 200,                                         // hybrid
        25, 50, 100, 200, 25, 50, 100, 200, 25, 50, 100, 200, 25, 50, 100, 200, // CELT
    ];

    [Fact]
    public void Every_first_byte_gives_the_duration_of_table_2()
    {
        for (int toc = 0; toc < 256; toc++)
        {
            int perFrame = FrameTenths[toc >> 3] * 48 / 10;
            for (int count = 0; count < 64; count++)
            {
                byte[] packet = [(byte)toc, (byte)(0xC0 | count)];
                int frames = (toc & 3) switch { 0 => 1, 1 or 2 => 2, _ => count };
                bool valid = frames > 0 && frames * perFrame <= 5760;
                Assert.True(OpusPacket.TryParse(packet, out OpusPacket opus) == valid, $"toc {toc}, count {count}");
                if (valid)
                {
                    Assert.Equal((toc >> 3, (toc & 4) != 0, frames, perFrame), (opus.Configuration, opus.Stereo, opus.FrameCount, opus.SamplesPerFrame));
                    Assert.Equal(frames * perFrame, opus.Samples);
                }
            }
        }
    }

    [Fact]
    public void Twenty_milliseconds_are_960_samples()
    {
        Assert.True(OpusPacket.TryParse([0xFC], out OpusPacket opus));
        Assert.Equal(TimeSpan.FromMilliseconds(20), opus.Duration);
        Assert.Equal(960, opus.Samples);
    }

    [Fact]
    public void An_empty_packet_and_one_without_its_frame_count_are_refused()
    {
        Assert.False(OpusPacket.TryParse([], out _));
        Assert.False(OpusPacket.TryParse([3], out _));
    }
}
