using CdnLab.Media;

namespace CdnLab.Media.Tests;

/// <summary>What lab/Viewers/Clips/README.md promises.</summary>
public sealed class ClipTests
{
    [Fact]
    public void Video_is_360_frames_of_640x360_at_30_per_second()
    {
        using IvfReader reader = IvfReader.Open(Clip.VideoPath);
        Assert.Equal("VP80", reader.FourCc);
        Assert.Equal(CodecName.Vp8, reader.Codec);
        Assert.Equal((640, 360), (reader.Width, reader.Height));
        Assert.Equal((1u, 30u), (reader.TimeBaseNumerator, reader.TimeBaseDenominator));
        Assert.Equal(360u, reader.DeclaredFrameCount);
        IReadOnlyList<IvfFrame> frames = reader.ReadToEnd();
        Assert.Equal(360, frames.Count);
        Assert.All(frames, (frame, index) => Assert.Equal((ulong)index, frame.Timestamp));
    }

    [Fact]
    public void A_key_frame_comes_every_60_frames_and_every_frame_is_shown()
    {
        for (int i = 0; i < Clip.Video.Count; i++)
        {
            Assert.True(Vp8FrameHeader.TryParse(Clip.Video[i].Data.Span, out Vp8FrameHeader header), $"frame {i} has no header");
            Assert.True(header.IsKeyFrame == (i % 60 == 0), $"frame {i}: key frame = {header.IsKeyFrame}");
            Assert.True(header.IsShown, $"frame {i} is hidden");
            if (header.IsKeyFrame)
            {
                Assert.Equal((640, 360), (header.Width, header.Height));
            }
        }
    }

    [Fact]
    public void Key_frames_are_small_and_the_rate_is_about_500_kbit_per_second()
    {
        Assert.InRange(Clip.Video.Max(frame => frame.Data.Length), 4_000, 14_000);
        Assert.InRange(Clip.Video.Sum(frame => (long)frame.Data.Length) * 8 / 12, 450_000, 550_000);
    }

    [Fact]
    public void Audio_is_600_stereo_packets_of_20_ms_which_last_as_long_as_the_video()
    {
        using OggOpusReader reader = OggOpusReader.Open(Clip.AudioPath);
        Assert.Equal(2, reader.Head.Channels);
        IReadOnlyList<OggOpusPacket> packets = reader.ReadToEnd();
        Assert.Equal(600, packets.Count);
        Assert.All(packets, (packet, index) => Assert.Equal((index * 960L, 960), (packet.StartSample, packet.Samples)));
        Assert.All(packets, packet => Assert.True(OpusPacket.TryParse(packet.Data.Span, out OpusPacket opus) && opus.Stereo));
        Assert.Equal(12 * 48000, reader.EndSample);
    }

    [Fact]
    public void Every_frame_and_every_packet_has_a_hash_of_its_own()
    {
        IEnumerable<ulong> hashes = Clip.Video.Select(frame => FrameHash.Compute(frame.Data.Span))
            .Concat(Clip.Audio.Select(packet => FrameHash.Compute(packet.Data.Span)));
        Assert.Equal(960, hashes.Distinct().Count());
    }
}
