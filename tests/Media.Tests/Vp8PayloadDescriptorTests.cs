using CdnLab.Media;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Media.Tests;

public sealed class Vp8PayloadDescriptorTests
{
    /// <summary>RFC 7741 §4.2, bit by bit.</summary>
    public static TheoryData<byte[], Vp8PayloadDescriptor> Vectors => new()
    {
        { [0x10], new() { StartsPartition = true } },
        { [0x00], default },
        { [0x23], new() { IsDiscardable = true, PartitionIndex = 3 } },
        { [0x90, 0x80, 0x11], new() { StartsPartition = true, PictureId = 0x11 } },
        { [0x90, 0x80, 0x92, 0x34], new() { StartsPartition = true, PictureId = 0x1234, HasLongPictureId = true } },
        { [0x80, 0x40, 0x7F], new() { Tl0PicIdx = 0x7F } },
        { [0x80, 0x20, 0xA0], new() { TemporalId = 2, IsLayerSync = true } },
        { [0x80, 0x10, 0x1F], new() { KeyIndex = 31 } },
        {
            [0xB7, 0xF0, 0x80, 0x05, 0xFE, 0x69],
            new()
            {
                IsDiscardable = true, StartsPartition = true, PartitionIndex = 7, PictureId = 5, HasLongPictureId = true,
                Tl0PicIdx = 0xFE, TemporalId = 1, IsLayerSync = true, KeyIndex = 9,
            }
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Parses_and_writes(byte[] bytes, Vp8PayloadDescriptor descriptor)
    {
        Assert.True(Vp8PayloadDescriptor.TryParse([.. bytes, 0xEE], out Vp8PayloadDescriptor parsed, out int length));
        Assert.Equal(descriptor, parsed);
        Assert.Equal(bytes.Length, length);
        Assert.Equal(bytes.Length, descriptor.Length);
        byte[] written = new byte[bytes.Length];
        Assert.Equal(bytes.Length, descriptor.Write(written));
        Assert.Equal(bytes, written);
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            Assert.False(Vp8PayloadDescriptor.TryParse(bytes.AsSpan(0, cut), out _, out _), $"{cut} of {bytes.Length} bytes parsed");
            Assert.Throws<ArgumentException>(() => descriptor.Write(new byte[cut]));
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(127, 3)]
    [InlineData(128, 4)]
    [InlineData(32767, 4)]
    public void A_picture_number_takes_the_bytes_it_needs(int id, int length)
    {
        Vp8PayloadDescriptor descriptor = new() { PictureId = (ushort)id };
        byte[] bytes = new byte[6];
        Assert.Equal(length, descriptor.Write(bytes));
        Assert.True(Vp8PayloadDescriptor.TryParse(bytes, out Vp8PayloadDescriptor parsed, out _));
        Assert.Equal((ushort)id, parsed.PictureId);
    }

    [Fact]
    public void A_frame_starts_only_with_the_first_partition()
    {
        Assert.True(new Vp8PayloadDescriptor { StartsPartition = true }.StartsFrame);
        Assert.False(new Vp8PayloadDescriptor { StartsPartition = true, PartitionIndex = 1 }.StartsFrame);
        Assert.False(default(Vp8PayloadDescriptor).StartsFrame);
    }

    [Fact]
    public void Whatever_parses_is_the_same_after_being_written()
        => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            if (!Vp8PayloadDescriptor.TryParse(bytes, out Vp8PayloadDescriptor descriptor, out int length))
            {
                return true;
            }

            byte[] written = new byte[Vp8PayloadDescriptor.MaxLength];
            int count = descriptor.Write(written);
            return count <= length
                && Vp8PayloadDescriptor.TryParse(written.AsSpan(0, count), out Vp8PayloadDescriptor again, out int read)
                && again == descriptor
                && read == count;
        }));
}
