using CdnLab.Media;

namespace CdnLab.Media.Tests;

public sealed class Vp8PacketizerTests
{
    [Fact]
    public void Every_frame_of_the_clip_comes_out_of_its_payloads_again()
    {
        byte[] payload = new byte[1100];
        for (int i = 0; i < Clip.Video.Count; i++)
        {
            byte[] frame = Clip.Video[i].Data.ToArray();
            Vp8Packetizer packetizer = new(frame.Length, 1100, new Vp8PayloadDescriptor { PictureId = (ushort)i });
            FrameHash hash = new();
            for (int k = 0; k < packetizer.Count; k++)
            {
                int length = packetizer.WritePayload(k, frame, payload);
                Assert.InRange(length, 1, 1100);
                Assert.True(Vp8Depacketizer.TryUnwrap(payload.AsSpan(0, length), out Vp8PayloadDescriptor descriptor, out ReadOnlySpan<byte> data));
                Assert.Equal(k == 0, descriptor.StartsFrame);
                Assert.Equal((ushort)i, descriptor.PictureId);
                Assert.Equal(k == packetizer.Count - 1, packetizer.IsLast(k));
                Assert.Equal(i % 60 == 0 && k == 0, KeyFrameDetector.IsKeyFrameStart(CodecName.Vp8, payload.AsSpan(0, length)));
                hash.Append(data);
            }

            Assert.Equal(FrameHash.Compute(frame), hash.Value);
        }
    }

    [Fact]
    public void Payloads_differ_by_at_most_a_byte_and_are_as_few_as_can_be()
    {
        for (int length = 1; length < 5000; length += 7)
        {
            Vp8Packetizer packetizer = new(length, 1000);
            (int Offset, int Length)[] ranges = [.. Enumerable.Range(0, packetizer.Count).Select(packetizer.GetRange)];
            Assert.Equal((length + 998) / 999, packetizer.Count);
            Assert.InRange(ranges.Max(r => r.Length) - ranges.Min(r => r.Length), 0, 1);
            int at = 0;
            foreach ((int offset, int count) in ranges)
            {
                Assert.Equal(at, offset);
                Assert.InRange(count, 1, 999);
                at += count;
            }

            Assert.Equal(length, at);
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] frame = Clip.Video[0].Data.ToArray();
        byte[] payload = new byte[1200];
        int bytes = Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bytes += Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(bytes > 2 * frame.Length);

        int Run()
        {
            int sum = 0;
            Vp8Packetizer packetizer = new(frame.Length, 1200, new Vp8PayloadDescriptor { PictureId = 7, Tl0PicIdx = 1, TemporalId = 0 });
            for (int i = 0; i < packetizer.Count; i++)
            {
                sum += packetizer.WritePayload(i, frame, payload);
                _ = KeyFrameDetector.IsKeyFrameStart(CodecName.Vp8, payload);
            }

            return sum;
        }
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(10, 1)]
    public void What_cannot_be_cut_is_refused(int length, int maxPayload)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Vp8Packetizer(length, maxPayload));

    [Fact]
    public void A_key_frame_header_gives_the_size_without_the_scaling_hint()
    {
        // 640x360 with scaling hints 1 and 2 in the upper bits.
        byte[] frame = [0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x42, 0x68, 0x81, 0];
        Assert.True(Vp8FrameHeader.TryParse(frame, out Vp8FrameHeader header));
        Assert.Equal(new Vp8FrameHeader(true, 0, true, 16, 640, 360), header);
        for (int length = 0; length < 10; length++)
        {
            Assert.False(Vp8FrameHeader.TryParse(frame.AsSpan(0, length), out _));
        }

        frame[3] = 0;
        Assert.False(Vp8FrameHeader.TryParse(frame, out _));
        Assert.True(Vp8FrameHeader.TryParse([0x11, 0, 0], out header));
        Assert.False(header.IsKeyFrame);
    }
}
