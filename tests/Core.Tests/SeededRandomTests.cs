using CdnLab.Core;

namespace CdnLab.Core.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void A_seed_gives_the_same_sequence_on_every_machine()
    {
        // xoshiro256++ behind SplitMix64; SplitMix64 of seed 0 begins e220a8397b1dcdaf (the authors' reference code).
        var random = new SeededRandom(0);
        ulong[] sequence = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        Assert.Equal(new ulong[] { 0x53175D61490B23DF, 0x61DA6F3DC380D507, 0x5C0FDF91EC9A7BFC }, sequence);
        var again = new SeededRandom(0);
        Assert.All(sequence, number => Assert.Equal(number, again.NextUInt64()));
        Assert.NotEqual(sequence[0], new SeededRandom(1).NextUInt64());
    }

    [Fact]
    public void Whole_numbers_fall_evenly_below_their_maximum()
    {
        var random = new SeededRandom(5);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        // Five standard deviations of a binomial with mean 10 000.
        Assert.All(counts, count => Assert.InRange(count, 9537, 10463));
        Assert.Equal(0, random.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Fractions_lie_between_zero_and_one()
    {
        Assert.Equal(0, SeededRandom.ToUnit(0));
        Assert.InRange(SeededRandom.ToUnit(ulong.MaxValue), 0.9999999999999, 0.99999999999999999);
        Assert.True(SeededRandom.ToUnit(ulong.MaxValue) < 1);
        var random = new SeededRandom(6);
        double mean = Enumerable.Range(0, 10_000).Average(_ => random.NextDouble());
        Assert.InRange(mean, 0.48, 0.52);
    }

    [Fact]
    public void A_hash_depends_on_each_of_its_arguments()
    {
        ulong hash = SeededRandom.Hash(1, 2, 3);
        Assert.Equal(hash, SeededRandom.Hash(1, 2, 3));
        Assert.Equal(4, new HashSet<ulong> { hash, SeededRandom.Hash(2, 2, 3), SeededRandom.Hash(1, 3, 3), SeededRandom.Hash(1, 2, 4) }.Count);
    }
}
