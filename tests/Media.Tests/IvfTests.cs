using CdnLab.Media;

namespace CdnLab.Media.Tests;

public sealed class IvfTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        byte[] file = Write(("VP90", 1280, 720), (0, [1, 2, 3]), (33, []), (ulong.MaxValue, [4]));
        using IvfReader reader = new(new MemoryStream(file));
        Assert.Equal(("VP90", CodecName.Vp9, 1280, 720), (reader.FourCc, reader.Codec, reader.Width, reader.Height));
        Assert.Equal(3u, reader.DeclaredFrameCount);
        Assert.Equal(0.001, reader.TimeBase);
        IReadOnlyList<IvfFrame> frames = reader.ReadToEnd();
        Assert.Equal([0, 33, ulong.MaxValue], frames.Select(frame => frame.Timestamp));
        Assert.Equal([3, 0, 1], frames.Select(frame => frame.Data.Length));
        Assert.Equal([4], frames[2].Data.ToArray());
    }

    [Fact]
    public void The_clip_is_written_as_it_was_read()
    {
        using MemoryStream copy = new();
        using (IvfWriter writer = new(copy, "VP80", 640, 360, 30, leaveOpen: true))
        {
            foreach (IvfFrame frame in Clip.Video)
            {
                writer.WriteFrame(frame.Timestamp, frame.Data.Span);
            }
        }

        Assert.True(copy.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(Clip.VideoPath)));
    }

    [Theory]
    [InlineData(0, 0, 'X')] // signature
    [InlineData(4, 4, 1)]   // version
    [InlineData(6, 6, 30)]  // header length
    [InlineData(16, 16, 0)] // time base 1/0
    [InlineData(35, 32, 255)] // frame length of gigabytes
    public void A_field_at_fault_is_named_by_its_offset(int at, long offset, int value)
    {
        byte[] file = Write(("VP80", 16, 16), (0, [1, 2, 3]));
        file[16] = 30;
        file[17] = file[18] = file[19] = 0;
        file[at] = (byte)value;
        MediaFormatException e = Assert.Throws<MediaFormatException>(() => Read(file));
        Assert.Equal(offset, e.Offset);
        Assert.Contains($"at byte {offset}", e.Message);
    }

    [Fact]
    public void A_file_cut_anywhere_but_between_frames_is_refused()
    {
        byte[] file = Write(("VP80", 16, 16), (0, [1, 2, 3]), (1, [4, 5]));
        int[] whole = [32, 47, 61];
        for (int length = 0; length <= file.Length; length++)
        {
            byte[] cut = file[..length];
            Exception? e = Record.Exception(() => Read(cut));
            Assert.True(whole.Contains(length) ? e is null : e is MediaFormatException, $"{length} bytes: {e}");
        }
    }

    private static void Read(byte[] file)
    {
        using IvfReader reader = new(new MemoryStream(file));
        reader.ReadToEnd();
    }

    private static byte[] Write((string FourCc, int Width, int Height) format, params (ulong Timestamp, byte[] Data)[] frames)
    {
        using MemoryStream file = new();
        using (IvfWriter writer = new(file, format.FourCc, format.Width, format.Height, 1000, leaveOpen: true))
        {
            foreach ((ulong timestamp, byte[] data) in frames)
            {
                writer.WriteFrame(timestamp, data);
            }
        }

        return file.ToArray();
    }
}
