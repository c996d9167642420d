using System.Text;
using CdnLab.Core;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Tests.Rtp;

namespace CdnLab.Rtc.Tests.Rtcp;

public sealed class RtcpReaderTests
{
    // What a browser's viewer sends: RR with one block, CNAME, and a NACK for 43690, 43691, 43693 ... 43705.
    private const string Compound =
        "81C90007 00000001 DEADBEEF 40FFFFFE 00011234 00000064 B7052000 00054000 " +
        "81CA0003 00000001 0104 61626364 0000 " +
        "81CD0003 00000001 DEADBEEF AAAA5555";

    [Fact]
    public void Compound_is_read_packet_by_packet()
    {
        var kinds = new List<RtcpKind>();
        var reader = new RtcpReader(Bytes.Hex(Compound));
        while (reader.MoveNext())
        {
            kinds.Add(reader.Current.Kind);
        }

        Assert.Equal(RtcpError.None, reader.Error);
        Assert.Equal([RtcpKind.ReceiverReport, RtcpKind.SourceDescription, RtcpKind.Nack], kinds);
    }

    [Fact]
    public void Sender_report_is_read()
    {
        Assert.True(RtcpSenderReport.TryParse(
            First("80C80006 DEADBEEF E1234567 80000000 89ABCDEF 0000000A 00001000"), out RtcpSenderReport report));
        Assert.Equal(new SenderInfo(0xDEADBEEF, new NtpTime(0xE123456780000000), 0x89ABCDEF, 10, 4096), report.Sender);
        Assert.Equal(0, report.Reports.Count);
    }

    [Fact]
    public void Receiver_report_is_read_with_a_negative_loss()
    {
        Assert.True(RtcpReceiverReport.TryParse(First(Compound), out RtcpReceiverReport report));
        Assert.Equal(1u, report.SenderSsrc);
        Assert.Equal(1, report.Reports.Count);
        Assert.True(report.Reports.TryFind(0xDEADBEEF, out ReportBlock block));
        Assert.Equal(new ReportBlock(0xDEADBEEF, 64, -2, 0x11234, 100, 0xB7052000, 0x00054000), block);
        Assert.False(report.Reports.TryFind(2, out _));
    }

    [Fact]
    public void Profile_extension_after_report_blocks_is_ignored()
    {
        Assert.True(RtcpReceiverReport.TryParse(First("80C90002 00000001 01020304"), out RtcpReceiverReport report));
        Assert.Equal(0, report.Reports.Count);
    }

    [Fact]
    public void Source_description_is_read_chunk_by_chunk()
    {
        // CNAME "ab" after a NAME "x"; then a chunk without items.
        Assert.True(RtcpSourceDescription.TryParse(
            First("82CA0005 00000001 020178 01026162 00 00000002 00000000"), out RtcpSourceDescription description));
        Assert.Equal(2, description.ChunkCount);
        Assert.True(description.MoveNext());
        Assert.Equal(1u, description.Ssrc);
        Assert.Equal("ab", Encoding.UTF8.GetString(description.Cname));
        Assert.True(description.MoveNext());
        Assert.Equal(2u, description.Ssrc);
        Assert.True(description.Cname.IsEmpty);
        Assert.False(description.MoveNext());
    }

    [Fact]
    public void Goodbye_is_read_with_its_reason()
    {
        Assert.True(RtcpGoodbye.TryParse(First("82CB0004 00000001 00000002 04646F6E 65000000"), out RtcpGoodbye goodbye));
        Assert.Equal(2, goodbye.Count);
        Assert.Equal(2u, goodbye[1]);
        Assert.Equal("done", Encoding.UTF8.GetString(goodbye.Reason));
        Assert.True(RtcpGoodbye.TryParse(First("81CB0001 00000001"), out goodbye));
        Assert.True(goodbye.Reason.IsEmpty);
    }

    [Fact]
    public void Nack_names_a_packet_and_those_whose_bits_are_set()
    {
        Assert.True(RtcpNack.TryParse(First("81CD0004 00000001 DEADBEEF AAAA5555 FFFF8001"), out RtcpNack nack));
        Assert.Equal(0xDEADBEEFu, nack.MediaSsrc);
        var sequences = new List<int>();
        foreach (ushort sequence in nack)
        {
            sequences.Add(sequence);
        }

        // 0x5555: bits 0, 2, ... 14; 0xFFFF with bits 0 and 15 goes through the wrap.
        Assert.Equal([43690, 43691, 43693, 43695, 43697, 43699, 43701, 43703, 43705, 65535, 0, 15], sequences);
    }

    [Fact]
    public void Picture_loss_is_read()
    {
        Assert.True(RtcpPictureLoss.TryParse(First("81CE0002 00000001 DEADBEEF"), out RtcpPictureLoss loss));
        Assert.Equal(new RtcpPictureLoss(1, 0xDEADBEEF), loss);
    }

    [Fact]
    public void Full_intra_request_is_read()
    {
        Assert.True(RtcpFullIntraRequest.TryParse(
            First("84CE0006 00000001 00000000 DEADBEEF 07000000 CAFEBABE 08000000"), out RtcpFullIntraRequest request));
        Assert.Equal(2, request.Count);
        Assert.Equal(new FullIntraRequestEntry(0xDEADBEEF, 7), request[0]);
        Assert.Equal(new FullIntraRequestEntry(0xCAFEBABE, 8), request[1]);
    }

    [Fact]
    public void Remb_is_read()
    {
        // Exponent 6, mantissa 139487: 8 927 168 bit/s.
        Assert.True(RtcpRemb.TryParse(First("8FCE0005 00000001 00000000 52454D42 011A20DF 4874ED16"), out RtcpRemb remb));
        Assert.Equal(new Bitrate(8_927_168), remb.Bitrate);
        Assert.Equal(1, remb.Count);
        Assert.Equal(1_215_622_422u, remb[0]);
    }

    [Fact]
    public void Remb_that_overflows_or_lacks_its_sources_is_refused()
    {
        Assert.False(RtcpRemb.TryParse(First("8FCE0004 00000001 00000000 52454D42 00FFFFFF"), out _));
        Assert.False(RtcpRemb.TryParse(First("8FCE0004 00000001 00000000 52454D42 01000001"), out _));
    }

    [Fact]
    public void Application_feedback_that_is_not_remb_is_passed_over() =>
        Assert.Equal(RtcpKind.Other, First("8FCE0003 00000001 00000000 4C4F5353").Kind);

    [Fact]
    public void Extended_reports_and_unknown_types_are_passed_over()
    {
        var reader = new RtcpReader(Bytes.Hex("80CF0001 00000001 80C00000 81CE0002 00000001 DEADBEEF"));
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpKind.Other, reader.Current.Kind);
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpKind.Other, reader.Current.Kind);
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpKind.PictureLoss, reader.Current.Kind);
        Assert.False(reader.MoveNext());
        Assert.Equal(RtcpError.None, reader.Error);
    }

    [Theory]
    [InlineData("", RtcpError.Truncated)]
    [InlineData("80C9", RtcpError.Truncated)]
    [InlineData("40C90001 00000001", RtcpError.Version)]
    [InlineData("80600001 00000001", RtcpError.PacketType)]
    [InlineData("80C90002 00000001", RtcpError.Length)]
    [InlineData("A0C90001 00000000", RtcpError.Padding)]
    [InlineData("A0C90001 00000005", RtcpError.Padding)]
    public void Malformed_datagram_says_why(string hex, RtcpError error)
    {
        var reader = new RtcpReader(Bytes.Hex(hex));
        Assert.False(reader.MoveNext());
        Assert.Equal(error, reader.Error);
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void What_precedes_a_malformed_packet_is_kept()
    {
        var reader = new RtcpReader(Bytes.Hex("81CE0002 00000001 DEADBEEF 80C9FFFF"));
        Assert.True(reader.MoveNext());
        Assert.False(reader.MoveNext());
        Assert.Equal(RtcpError.Length, reader.Error);
    }

    [Theory]
    [InlineData("81C80006 DEADBEEF E1234567 80000000 89ABCDEF 0000000A 00001000", "block missing")]
    [InlineData("81C90001 00000001", "block missing")]
    [InlineData("81CA0002 00000001 01FF6162", "item too long")]
    [InlineData("81CA0002 00000001 01026162", "no end of the list")]
    [InlineData("82CB0001 00000001", "source missing")]
    [InlineData("81CB0002 00000001 05646F6E", "reason too long")]
    [InlineData("81CD0002 00000001 DEADBEEF", "no entry")]
    [InlineData("81CE0001 00000001", "no media source")]
    [InlineData("84CE0003 00000001 00000000 DEADBEEF", "half an entry")]
    [InlineData("8FCD0005 00000001 00000002 00010000 00000000 20010100", "no packet")]
    [InlineData("8FCD0005 00000001 00000002 00010001 00000000 60010000", "reserved symbol")]
    [InlineData("8FCD0005 00000001 00000002 00010008 00000000 20080000", "deltas missing")]
    [InlineData("8FCD0005 00000001 00000002 00010100 00000000 00010001", "chunks missing")]
    public void Packet_whose_content_does_not_fit_is_refused(string hex, string why)
    {
        RtcpPacket packet = First(hex);
        Assert.NotEqual(RtcpKind.Other, packet.Kind);
        bool parsed = RtcpSenderReport.TryParse(packet, out _) || RtcpReceiverReport.TryParse(packet, out _)
            || RtcpSourceDescription.TryParse(packet, out _) || RtcpGoodbye.TryParse(packet, out _) || RtcpNack.TryParse(packet, out _)
            || RtcpPictureLoss.TryParse(packet, out _) || RtcpFullIntraRequest.TryParse(packet, out _)
            || RtcpTransportFeedback.TryParse(packet, out _);
        Assert.False(parsed, why);
    }

    [Fact]
    public void Garbage_of_every_length_never_throws()
    {
        const ulong Seed = 72;
        var random = new SeededRandom(Seed);
        byte[] types = [200, 201, 202, 203, 205, 206, 207];
        for (int length = 0; length <= 256; length++)
        {
            for (int variant = 0; variant < 60; variant++)
            {
                byte[] bytes = Bytes.Random(random, length);
                if (length >= 4 && variant > 2)
                {
                    // A believable header, so that the garbage reaches the parsers behind it.
                    bytes[0] = (byte)(0x80 | (bytes[0] & (variant % 3 == 0 ? 0x3F : 0x1F)));
                    bytes[1] = types[variant % types.Length];
                    bytes[2] = 0;
                    bytes[3] = (byte)((length / 4) - 1 - (variant % 5 == 0 ? random.Next(length / 4) : 0));
                    if (variant % 4 == 0)
                    {
                        bytes[0] = (byte)(0x80 | ((byte[])[1, 4, 15])[variant % 3]);
                    }

                    if (length >= 16 && variant % 8 == 0)
                    {
                        "REMB"u8.CopyTo(bytes.AsSpan(12));
                    }
                }

                RtcpWalk.Everything(bytes);
            }
        }
    }

    [Fact]
    public void Damaged_compounds_never_throw()
    {
        const ulong Seed = 73;
        var random = new SeededRandom(Seed);
        byte[] whole = Bytes.Hex(
            Compound + "8FCE0005 00000001 00000000 52454D42 011A20DF 4874ED16 82CB0004 00000001 00000002 04646F6E 65000000"
            + "84CE0004 00000001 00000000 DEADBEEF 07000000 8FCD0005 00000001 00000002 0001000E 00000000 D5550001");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = whole[..(1 + random.Next(whole.Length))];
            for (int flips = random.Next(6); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            RtcpWalk.Everything(damaged);
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] datagram = Bytes.Hex(
            Compound + "8FCE0005 00000001 00000000 52454D42 011A20DF 4874ED16 8FCD0005 00000001 00000002 00010002 00000000 20020101");
        long sum = 0;
        Assert.Equal(0, Bytes.Allocated(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                sum += RtcpWalk.Everything(datagram);
            }
        }));
        Assert.NotEqual(0, sum);
    }

    private static RtcpPacket First(string hex)
    {
        var reader = new RtcpReader(Bytes.Hex(hex));
        Assert.True(reader.MoveNext(), $"no packet: {reader.Error}");
        return reader.Current;
    }
}
