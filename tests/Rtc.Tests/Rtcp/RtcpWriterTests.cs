using CdnLab.Core;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Tests.Rtp;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Rtcp;

public sealed class RtcpWriterTests
{
    private static readonly ReportBlock Block = new(0xDEADBEEF, 64, -2, 0x11234, 100, 0xB7052000, 0x00054000);

    [Fact]
    public void Compound_begins_with_report_and_cname()
    {
        byte[] buffer = Enumerable.Repeat((byte)0xFF, 200).ToArray();
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWriteReceiverReport(1, [Block]));
        Assert.True(writer.TryWriteCname(1, "abcd"u8));
        Assert.True(writer.TryWriteNack(1, 0xDEADBEEF, [43690, 43691, 43693, 43695, 43697, 43699, 43701, 43703, 43705]));
        Assert.Equal(
            Bytes.Hex("81C90007 00000001 DEADBEEF 40FFFFFE 00011234 00000064 B7052000 00054000 "
                + "81CA0003 00000001 0104 61626364 0000 81CD0003 00000001 DEADBEEF AAAA5555"),
            writer.Written.ToArray());
    }

    [Fact]
    public void Another_order_throws_unless_reduced_size_was_negotiated()
    {
        Assert.Throws<InvalidOperationException>(() => new RtcpWriter(new byte[100]).TryWritePictureLoss(1, 2));
        Assert.Throws<InvalidOperationException>(() => new RtcpWriter(new byte[100]).TryWriteCname(1, "a"u8));
        Assert.Throws<InvalidOperationException>(() =>
        {
            var writer = new RtcpWriter(new byte[100]);
            writer.TryWriteReceiverReport(1);
            writer.TryWritePictureLoss(1, 2);
        });
        var reduced = new RtcpWriter(new byte[100], reducedSize: true);
        Assert.True(reduced.TryWritePictureLoss(1, 0xDEADBEEF));
        Assert.Equal(Bytes.Hex("81CE0002 00000001 DEADBEEF"), reduced.Written.ToArray());
    }

    [Fact]
    public void Each_packet_has_the_bytes_that_its_specification_draws()
    {
        Assert.Equal(
            "80C80006DEADBEEFE12345678000000089ABCDEF0000000A00001000",
            Written((ref RtcpWriter w) => w.TryWriteSenderReport(
                new SenderInfo(0xDEADBEEF, new NtpTime(0xE123456780000000), 0x89ABCDEF, 10, 4096))));
        Assert.Equal("82CB0004000000010000000204646F6E65000000", Written((ref RtcpWriter w) => w.TryWriteGoodbye([1, 2], "done"u8)));
        Assert.Equal("81CB000100000001", Written((ref RtcpWriter w) => w.TryWriteGoodbye([1])));
        Assert.Equal(
            "84CE00040000000100000000DEADBEEF07000000",
            Written((ref RtcpWriter w) => w.TryWriteFullIntraRequest(1, [new FullIntraRequestEntry(0xDEADBEEF, 7)])));
        Assert.Equal(
            "8FCE0005000000010000000052454D42011A20DF4874ED16",
            Written((ref RtcpWriter w) => w.TryWriteRemb(1, new Bitrate(8_927_168), [1_215_622_422])));
        Assert.Equal("81CD0004000000010000000200010001FFF00000", Written((ref RtcpWriter w) => w.TryWriteNack(1, 2, [1, 2, 0xFFF0])));
        Assert.Equal("81CD00030000000100000002FFFF8000", Written((ref RtcpWriter w) => w.TryWriteNack(1, 2, [0xFFFF, 15, 15])));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(262_143, 262_143)]
    [InlineData(262_145, 262_144)]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(long.MaxValue, 0x7FFF_E000_0000_0000)]
    public void Remb_keeps_eighteen_significant_bits(long rate, long expected)
    {
        var writer = new RtcpWriter(new byte[100], reducedSize: true);
        Assert.True(writer.TryWriteRemb(1, new Bitrate(rate), []));
        var reader = new RtcpReader(writer.Written);
        Assert.True(reader.MoveNext());
        Assert.True(RtcpRemb.TryParse(reader.Current, out RtcpRemb remb));
        Assert.Equal(expected, remb.Bitrate.BitsPerSecond);
    }

    [Fact]
    public void Packet_that_does_not_fit_leaves_the_datagram_as_it_was()
    {
        byte[] buffer = new byte[20];
        var writer = new RtcpWriter(buffer, reducedSize: true);
        Assert.True(writer.TryWritePictureLoss(1, 2));
        Assert.False(writer.TryWriteNack(1, 2, [3]));
        Assert.False(writer.TryWritePictureLoss(1, 2));
        Assert.Equal(12, writer.Length);
        Assert.True(writer.TryWriteReceiverReport(1));
        Assert.Equal(20, writer.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(255)]
    public void Cname_of_any_length_ends_with_a_null_on_a_word_boundary(int length)
    {
        byte[] cname = Enumerable.Repeat((byte)'c', length).ToArray();
        var writer = new RtcpWriter(Enumerable.Repeat((byte)0xFF, 400).ToArray());
        Assert.True(writer.TryWriteReceiverReport(9));
        Assert.True(writer.TryWriteCname(9, cname));
        Assert.Equal(0, writer.Length % 4);
        Assert.Equal(0, writer.Written[^1]);
        var reader = new RtcpReader(writer.Written);
        Assert.True(reader.MoveNext() && reader.MoveNext());
        Assert.True(RtcpSourceDescription.TryParse(reader.Current, out RtcpSourceDescription description));
        Assert.True(description.MoveNext());
        Assert.Equal(cname, description.Cname.ToArray());
    }

    [Fact]
    public void Any_ascending_set_of_missing_packets_survives_a_nack() => Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
    {
        var random = new SeededRandom(seed);
        ushort next = (ushort)random.NextUInt64();
        var sequences = new ushort[1 + random.Next(200)];
        for (int i = 0; i < sequences.Length; i++)
        {
            sequences[i] = next;
            next += (ushort)(1 + random.Next(random.Next(2) == 0 ? 4 : 40));
        }

        var writer = new RtcpWriter(new byte[1200], reducedSize: true);
        if (!writer.TryWriteNack(1, 2, sequences))
        {
            return false;
        }

        var reader = new RtcpReader(writer.Written);
        reader.MoveNext();
        RtcpNack.TryParse(reader.Current, out RtcpNack nack);
        var read = new List<ushort>();
        foreach (ushort sequence in nack)
        {
            read.Add(sequence);
        }

        return read.SequenceEqual(sequences);
    }));

    [Fact]
    public void Any_report_block_survives() => Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
    {
        var random = new SeededRandom(seed);
        var blocks = new ReportBlock[random.Next(32)];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new ReportBlock(
                (uint)random.NextUInt64(), (byte)random.NextUInt64(), random.Next(1 << 24) - (1 << 23), (uint)random.NextUInt64(),
                (uint)random.NextUInt64(), (uint)random.NextUInt64(), (uint)random.NextUInt64());
        }

        var writer = new RtcpWriter(new byte[1200]);
        if (!writer.TryWriteSenderReport(default, blocks))
        {
            return false;
        }

        var reader = new RtcpReader(writer.Written);
        reader.MoveNext();
        RtcpSenderReport.TryParse(reader.Current, out RtcpSenderReport report);
        bool same = report.Reports.Count == blocks.Length;
        for (int i = 0; same && i < blocks.Length; i++)
        {
            same = report.Reports[i] == blocks[i];
        }

        return same;
    }));

    [Fact]
    public void Writing_allocates_nothing()
    {
        byte[] buffer = new byte[1200];
        ReportBlock[] blocks = [Block];
        ushort[] sequences = [1, 2, 3, 100];
        uint[] sources = [1, 2];
        Assert.Equal(0, Bytes.Allocated(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                var writer = new RtcpWriter(buffer);
                writer.TryWriteReceiverReport(1, blocks);
                writer.TryWriteCname(1, "cdn"u8);
                writer.TryWriteNack(1, 2, sequences);
                writer.TryWriteRemb(1, new Bitrate(i), sources);
                writer.TryWriteGoodbye(sources);
            }
        }));
    }

    private delegate bool Write(ref RtcpWriter writer);

    private static string Written(Write write)
    {
        var writer = new RtcpWriter(Enumerable.Repeat((byte)0xFF, 200).ToArray(), reducedSize: true);
        Assert.True(write(ref writer));
        return Convert.ToHexString(writer.Written);
    }
}
