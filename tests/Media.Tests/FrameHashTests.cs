using System.Text;
using CdnLab.Core;
using CdnLab.Media;

namespace CdnLab.Media.Tests;

public sealed class FrameHashTests
{
    /// <summary>XXH64 with seed 0, published values.</summary>
    [Theory]
    [InlineData("", 0xEF46_DB37_51D8_E999)]
    [InlineData("a", 0xD24E_C4F1_A98C_6E5B)]
    [InlineData("abc", 0x44BC_2CF5_AD77_0999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1)]
    public void Gives_the_published_values(string text, ulong expected)
        => Assert.Equal(expected, FrameHash.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Parts_of_any_size_give_the_hash_of_the_whole()
    {
        byte[] frame = Clip.Video[0].Data.ToArray();
        SeededRandom random = new(64);
        for (int length = 0; length < 300; length++)
        {
            FrameHash hash = new();
            for (int at = 0; at < length;)
            {
                int part = Math.Min(length - at, random.Next(70));
                hash.Append(frame.AsSpan(at, part));
                at += part;
            }

            Assert.Equal(FrameHash.Compute(frame.AsSpan(0, length)), hash.Value);
        }
    }
}
