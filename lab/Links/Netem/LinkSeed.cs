using System.Text;
using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>Derives the seed of one direction of one link, so that no two directions of a plan share their fates.</summary>
public static class LinkSeed
{
    /// <summary>The seed of the direction <paramref name="from"/> → <paramref name="to"/>.</summary>
    /// <param name="seed">The plan's seed, or the profile's own.</param>
    /// <param name="from">Name of the sending region.</param>
    /// <param name="to">Name of the receiving region.</param>
    public static ulong Derive(ulong seed, string from, string to) => SeededRandom.Hash(seed, HashOf(from), HashOf(to));

    // FNV-1a: string.GetHashCode differs from process to process.
    private static ulong HashOf(string name)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 0x0000_0100_0000_01B3;
        }

        return hash;
    }
}
