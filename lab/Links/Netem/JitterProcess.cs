using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>
/// The jitter of a flow that keeps its order: a smooth random function of the time since the flow began, whose value at
/// any moment is standard normal.
/// </summary>
/// <remarks>
/// <para>Independent draws with the rule "never due before the packet ahead" do not work as jitter: the rule keeps the
/// running maximum, so the median rises and the spread shrinks, the more so the closer packets follow each other. Here
/// packets close in time share their jitter, as they do on a path whose queues fill and drain, and the rule has almost
/// nothing left to do.</para>
/// <para>Knots stand <see cref="PeriodOf"/> = 2π·sigma apart; between knots a and b, at the fraction u of the way, the
/// value is cos(uπ/2)·a + sin(uπ/2)·b, which is standard normal for every u. Its slope times sigma then has a standard
/// deviation of 1/4, and order is lost only below −1: at four deviations, once in 30 000 moments.</para>
/// <para>Each 64 knots of a flow fall one into each 1/64 of the distribution, in an order drawn from the seed, so that median
/// and spread are already right over seconds.</para>
/// </remarks>
internal static class JitterProcess
{
    /// <summary>The distribution is cut at this many standard deviations.</summary>
    public const double Limit = 4;

    private const int StrataBits = 6;
    private const int Strata = 1 << StrataBits;
    private const ulong OrderSalt = 0x6F72_6465_7231_0001;
    private const ulong ValueSalt = 0x7661_6C75_6531_0002;

    /// <summary>The time between knots, in nanoseconds, for a standard deviation in nanoseconds.</summary>
    public static long PeriodOf(long sigma) => Math.Max(1, (long)(2 * Math.PI * sigma));

    /// <summary>The flow's jitter at a moment, in standard deviations; remembers the two knots around it.</summary>
    /// <param name="flow">The flow; <see cref="FlowState.Origin"/> is set.</param>
    /// <param name="at">The moment in nanoseconds, not before the origin.</param>
    /// <param name="seed">The seed of the link's direction.</param>
    /// <param name="period">From <see cref="PeriodOf"/>.</param>
    public static double At(ref FlowState flow, long at, ulong seed, long period)
    {
        (long knot, long rest) = Math.DivRem(at - flow.Origin, period);
        if (knot != flow.Knot)
        {
            flow.KnotValue = knot == flow.Knot + 1 && flow.Knot >= 0 ? flow.NextKnotValue : Knot(seed, flow.Identity, knot);
            flow.NextKnotValue = Knot(seed, flow.Identity, knot + 1);
            flow.Knot = knot;
        }

        (double sin, double cos) = Math.SinCos(rest * (Math.PI / 2) / period);
        return (cos * flow.KnotValue) + (sin * flow.NextKnotValue);
    }

    private static double Knot(ulong seed, ulong identity, long knot)
    {
        long block = knot >> StrataBits;
        ulong first = SeededRandom.Hash(seed ^ OrderSalt, identity, (ulong)block);
        ulong second = SeededRandom.Hash(first, identity);
        int stratum = Permute((int)(knot & (Strata - 1)), first, second);
        double within = SeededRandom.ToUnit(SeededRandom.Hash(seed ^ ValueSalt, identity, (ulong)knot));
        return NormalQuantile.At((stratum + within) / Strata, Limit);
    }

    // A Feistel network over two halves of three bits: a permutation of 0..63 whatever the round functions are. Each round
    // function is a table of eight random three-bit numbers, two tables out of each key.
    private static int Permute(int value, ulong first, ulong second)
    {
        int left = value >> 3;
        int right = value & 7;
        for (int round = 0; round < 4; round++)
        {
            ulong key = round < 2 ? first : second;
            int f = (int)(key >> (((round & 1) * 24) + (right * 3))) & 7;
            (left, right) = (right, left ^ f);
        }

        return (left << 3) | right;
    }
}
