using CdnLab.Core;
using CdnLab.Media;

namespace CdnLab.Media.Tests;

public sealed class KeyFrameDetectorTests
{
    [Theory]
    [InlineData(CodecName.Vp8, "10 10", true)]              // S, PID 0, P bit 0
    [InlineData(CodecName.Vp8, "10 11", false)]             // P bit 1
    [InlineData(CodecName.Vp8, "00 10", false)]             // not the start
    [InlineData(CodecName.Vp8, "11 10", false)]             // second partition
    [InlineData(CodecName.Vp8, "90 80 12 10", true)]        // 7-bit picture number
    [InlineData(CodecName.Vp8, "90 80 92 11 10", true)]     // 15-bit
    [InlineData(CodecName.Vp8, "90 E0 92 11 05 20 11", false)]
    [InlineData(CodecName.Vp8, "10", false)]                // no data
    [InlineData(CodecName.Vp9, "88 05 82", true)]           // I, B; P = 0
    [InlineData(CodecName.Vp9, "8C 81 05 82", true)]        // long picture number, B and E
    [InlineData(CodecName.Vp9, "C8 05 82", false)]          // P = 1
    [InlineData(CodecName.Vp9, "84 05 82", false)]          // B = 0
    [InlineData(CodecName.Vp9, "A8 05 00 00 82", true)]     // L, spatial layer 0
    [InlineData(CodecName.Vp9, "A8 05 02 00 82", false)]    // L, spatial layer 1
    [InlineData(CodecName.Vp9, "08 82", true)]              // no picture number
    [InlineData(CodecName.Vp9, "88", false)]
    [InlineData(CodecName.H264, "65 88", true)]             // IDR
    [InlineData(CodecName.H264, "67 42", true)]             // SPS
    [InlineData(CodecName.H264, "68 CE", false)]            // PPS
    [InlineData(CodecName.H264, "41 9A", false)]            // slice of another picture
    [InlineData(CodecName.H264, "78 00 02 67 42 00 02 68 CE", true)]       // STAP-A: SPS, PPS
    [InlineData(CodecName.H264, "78 00 02 09 10 00 02 65 88", true)]       // STAP-A: AUD, IDR
    [InlineData(CodecName.H264, "78 00 02 09 10 00 02 41 88", false)]      // STAP-A: AUD, slice
    [InlineData(CodecName.H264, "79 00 01 00 02 67 42", true)]             // STAP-B
    [InlineData(CodecName.H264, "78 00 00 67", false)]                     // unit of no length
    [InlineData(CodecName.H264, "78 00 09 09", false)]                     // unit longer than the packet
    [InlineData(CodecName.H264, "7C 85 88", true)]          // FU-A start of IDR
    [InlineData(CodecName.H264, "7C 05 88", false)]         // FU-A middle
    [InlineData(CodecName.H264, "7C 81 9A", false)]         // FU-A start of another
    [InlineData(CodecName.Av1, "18 0A 0B", true)]           // N
    [InlineData(CodecName.Av1, "10 0A 0B", false)]
    [InlineData(CodecName.Av1, "98 0A 0B", false)]          // N and Z contradict
    [InlineData(CodecName.Opus, "FC", true)]
    [InlineData(CodecName.Unknown, "10 10", false)]
    public void Finds_the_start_of_a_key_frame(CodecName codec, string payload, bool expected)
        => Assert.Equal(expected, KeyFrameDetector.IsKeyFrameStart(codec, Convert.FromHexString(payload.Replace(" ", ""))));

    [Fact]
    public void Garbage_of_every_length_throws_nowhere()
    {
        SeededRandom random = new(7741);
        for (int length = 0; length < 200; length++)
        {
            for (int round = 0; round < 200; round++)
            {
                byte[] garbage = new byte[length];
                foreach (ref byte value in garbage.AsSpan())
                {
                    value = (byte)random.NextUInt64();
                }

                // An array of exactly this length: a read beyond it would throw.
                foreach (CodecName codec in Enum.GetValues<CodecName>())
                {
                    KeyFrameDetector.IsKeyFrameStart(codec, garbage);
                }

                Vp8PayloadDescriptor.TryParse(garbage, out _, out int used);
                Assert.InRange(used, 0, length);
                Vp8Depacketizer.TryUnwrap(garbage, out _, out _);
                Vp8FrameHeader.TryParse(garbage, out _);
                OpusPacket.TryParse(garbage, out _);
                OpusHead.TryParse(garbage, out _);
                OpusHead.TryParse([.. "OpusHead"u8, 1, .. garbage], out _);
                OpusTags.TryParse([.. "OpusTags"u8, .. garbage], out _);
            }
        }
    }

    [Fact]
    public void Codec_names_are_those_of_SDP()
    {
        Assert.Equal(CodecName.Vp8, CodecNames.FromEncodingName("vp8"));
        Assert.Equal(CodecName.H264, CodecNames.FromEncodingName("H264"));
        Assert.Equal(CodecName.Opus, CodecNames.FromEncodingName("OPUS"));
        Assert.Equal(CodecName.Unknown, CodecNames.FromEncodingName("rtx"));
        Assert.Equal(CodecName.Unknown, CodecNames.FromEncodingName(""));
        Assert.True(CodecName.Av1.IsVideo());
        Assert.False(CodecName.Opus.IsVideo());
    }
}
