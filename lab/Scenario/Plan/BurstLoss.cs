namespace CdnLab.Scenario;

/// <summary>Loss in bursts: Gilbert and Elliott's chain of a good and a bad state, moved once per packet.</summary>
/// <param name="Enter">Probability of going from good to bad (p).</param>
/// <param name="Leave">Probability of going from bad to good (r).</param>
/// <param name="LossInside">Loss in the bad state (1-h).</param>
/// <param name="LossOutside">Loss in the good state (1-k).</param>
public sealed record BurstLoss(double Enter, double Leave, double LossInside, double LossOutside)
{
    /// <summary>Loss in the long run, as a fraction.</summary>
    public double Average => Enter + Leave == 0 ? LossOutside : ((Enter * LossInside) + (Leave * LossOutside)) / (Enter + Leave);

    /// <summary>
    /// The chain whose bursts are <paramref name="meanLength"/> packets long, all of them lost, and which loses
    /// <paramref name="loss"/> of all packets; null where no such chain exists (loss above length / (length + 1)).
    /// </summary>
    public static BurstLoss? FromMean(double loss, double meanLength)
    {
        double leave = 1 / meanLength;
        double enter = loss >= 1 ? double.PositiveInfinity : loss * leave / (1 - loss);
        return enter > 1 ? null : new BurstLoss(enter, leave, 1, 0);
    }
}
