using System.Numerics;

namespace CdnLab.Core;

/// <summary>
/// A small random number generator whose sequence depends on the seed alone, on every machine and runtime: xoshiro256++
/// seeded by SplitMix64 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021).
/// Not for secrets.
/// </summary>
/// <remarks>Owned by one thread.</remarks>
public sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Starts the sequence of a seed.</summary>
    public SeededRandom(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>A well-mixed number that depends on all arguments: for fates that must not depend on the order of asking.</summary>
    public static ulong Hash(ulong seed, ulong a, ulong b = 0)
    {
        ulong state = seed;
        state = Mix(ref state) ^ a;
        state = Mix(ref state) ^ b;
        return Mix(ref state);
    }

    /// <summary>Turns 64 random bits into a number in [0, 1).</summary>
    public static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_a + _d, 23) + _a;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => ToUnit(NextUInt64());

    /// <summary>A whole number in [0, <paramref name="exclusiveMaximum"/>).</summary>
    public int Next(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        return (int)(((UInt128)NextUInt64() * (ulong)exclusiveMaximum) >> 64);
    }

    private static ulong Mix(ref ulong state)
    {
        ulong z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
