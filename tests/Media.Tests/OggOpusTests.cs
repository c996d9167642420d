using System.Buffers.Binary;
using System.Text;
using CdnLab.Media;

namespace CdnLab.Media.Tests;

public sealed class OggOpusTests
{
    private const byte Continued = 1;
    private const byte First = 2;
    private const byte Last = 4;

    private static readonly byte[] Head = [.. "OpusHead"u8, 1, 2, 0x38, 1, 0x80, 0xBB, 0, 0, 0, 0, 0];
    private static readonly byte[] Tags = [.. "OpusTags"u8, 3, 0, 0, 0, .. "lab"u8, 1, 0, 0, 0, 4, 0, 0, 0, .. "A=Bc"u8];

    [Fact]
    public void Headers_and_packets_are_read()
    {
        using OggOpusReader reader = new(new MemoryStream(Stream(
            Page(2, 1920, 0, Packet(960, 10), Packet(960, 300)), Page(3, 3000, Last, Packet(1920, 255)))));
        Assert.Equal(new OpusHead(2, 312, 48000, 0, 0), reader.Head);
        Assert.Equal("lab", reader.Tags.Vendor);
        Assert.Equal(["A=Bc"], reader.Tags.Comments);
        Assert.Null(reader.EndSample);
        IReadOnlyList<OggOpusPacket> packets = reader.ReadToEnd();
        Assert.Equal([(0, 960, 10), (960, 960, 300), (1920, 1920, 255)], packets.Select(p => (p.StartSample, p.Samples, p.Data.Length)));
        Assert.Equal(3000, reader.EndSample);
    }

    [Fact]
    public void A_packet_goes_on_over_pages()
    {
        byte[] packet = Packet(960, 600);
        byte[] file = Stream(
            RawPage(2, -1, 0, [255], packet[..255]),
            RawPage(3, 960, Continued | Last, [255, 90], packet[255..]));
        using OggOpusReader reader = new(new MemoryStream(file));
        Assert.True(reader.TryReadPacket(out OggOpusPacket read));
        Assert.Equal(packet, read.Data.ToArray());
        Assert.False(reader.TryReadPacket(out _));
    }

    [Fact]
    public void A_stream_cut_out_of_a_longer_one_begins_at_its_granule_position()
    {
        using OggOpusReader reader = new(new MemoryStream(Stream(Page(2, 48960, 0, Packet(960, 9)), Page(3, 49920, Last, Packet(960, 9)))));
        Assert.Equal([48000, 48960], reader.ReadToEnd().Select(p => p.StartSample));
    }

    [Fact]
    public void Any_byte_changed_in_the_clip_is_noticed()
    {
        byte[] file = File.ReadAllBytes(Clip.AudioPath);
        for (int i = 0; i < 400; i++)
        {
            int at = i < 200 ? i : i * 157 % file.Length;
            file[at] ^= 0x41;
            Exception? e = Record.Exception(() => Read(file));
            Assert.True(e is MediaFormatException, $"byte {at}: {e}");
            file[at] ^= 0x41;
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = Stream(Page(2, 960, 0, Packet(960, 10)), Page(3, 1920, Last, Packet(960, 10)));
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Exception? e = Record.Exception(() => Read(cut));
            Assert.True(e is MediaFormatException, $"{length} bytes: {e}");
        }

        Read(file);
    }

    public static TheoryData<string, byte[]> Faulty => new()
    {
        { "page number", Stream(Page(3, 960, Last, Packet(960, 10))) },
        { "granule position", Stream(Page(2, 960, 0, Packet(960, 10)), Page(3, 2000, 0, Packet(960, 10))) },
        { "granule position", Stream(Page(2, 959, 0, Packet(960, 10))) },
        { "continues a packet", Stream(Page(2, 960, Continued, Packet(960, 10))) },
        { "not an Opus packet", Stream(Page(2, 960, Last, new byte[0])) },
        { "after the one marked", Stream(Page(2, 960, Last, Packet(960, 10)), Page(3, 1920, Last, Packet(960, 10))) },
        { "without a page marked", Stream(Page(2, 960, 0, Packet(960, 10))) },
        { "ends inside a packet", Stream(RawPage(2, -1, Last, [255], new byte[255])) },
        { "OpusHead", [.. Page(0, 0, First, [1, 2, 3]), .. Page(1, 0, 0, Tags)] },
        { "OpusTags", [.. Page(0, 0, First, Head), .. Page(1, 0, 0, Head)] },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_is_wrong_is_said(string expected, byte[] file)
    {
        MediaFormatException e = Assert.Throws<MediaFormatException>(() => Read(file));
        Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void A_header_cut_anywhere_does_not_parse()
    {
        for (int length = 0; length < Head.Length; length++)
        {
            Assert.False(OpusHead.TryParse(Head.AsSpan(0, length), out _));
        }

        for (int length = 0; length < Tags.Length; length++)
        {
            Assert.False(OpusTags.TryParse(Tags.AsSpan(0, length), out _));
        }
    }

    private static void Read(byte[] file)
    {
        using OggOpusReader reader = new(new MemoryStream(file));
        reader.ReadToEnd();
    }

    private static byte[] Stream(params byte[][] pages)
        => [.. Page(0, 0, First, Head), .. Page(1, 0, 0, Tags), .. pages.SelectMany(page => page)];

    /// <summary>A CELT packet of 20 ms, or two frames of it for 40 ms.</summary>
    private static byte[] Packet(int samples, int length)
    {
        byte[] packet = new byte[length];
        packet[0] = (byte)((31 << 3) | (samples == 960 ? 0 : 1));
        return packet;
    }

    private static byte[] Page(uint number, long granule, byte flags, params byte[][] packets)
    {
        List<byte> lacing = [];
        foreach (byte[] packet in packets)
        {
            lacing.AddRange(Enumerable.Repeat((byte)255, packet.Length / 255));
            lacing.Add((byte)(packet.Length % 255));
        }

        return RawPage(number, granule, flags, [.. lacing], [.. packets.SelectMany(packet => packet)]);
    }

    private static byte[] RawPage(uint number, long granule, byte flags, byte[] lacing, byte[] body)
    {
        byte[] page = new byte[27 + lacing.Length + body.Length];
        Encoding.ASCII.GetBytes("OggS", page);
        page[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), granule);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(14), 0xCAFE);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(18), number);
        page[26] = (byte)lacing.Length;
        lacing.CopyTo(page, 27);
        body.CopyTo(page, 27 + lacing.Length);

        // Bit by bit, another way than the reader's table.
        uint crc = 0;
        foreach (byte value in page)
        {
            crc ^= (uint)value << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000_0000) != 0 ? (crc << 1) ^ 0x04C1_1DB7 : crc << 1;
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), crc);
        return page;
    }
}
