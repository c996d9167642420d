namespace CdnLab.Links.Netem;

/// <summary>
/// Loss in bursts: the Gilbert–Elliott model with the four parameters that tc-netem(8) takes for <c>loss gemodel</c>.
/// A flow is in a good or a bad state; each packet meets the loss of the state that it finds, then the state may change.
/// </summary>
/// <param name="P">Probability per packet of going from good to bad.</param>
/// <param name="R">Probability per packet of going from bad to good; a stay in the bad state lasts 1/R packets on average.</param>
/// <param name="OneMinusH">Loss ratio in the bad state; 1 in the plain Gilbert model.</param>
/// <param name="OneMinusK">Loss ratio in the good state; 0 in the plain Gilbert model.</param>
/// <remarks>
/// Every flow has its own state and starts good, so that a packet's fate does not hang on how flows interleave.
/// In the long run the flow loses (R·(1−K) + P·(1−H)) / (P + R) of its packets.
/// </remarks>
public sealed record BurstLoss(double P, double R, double OneMinusH = 1, double OneMinusK = 0)
{
    /// <summary>The share of a long flow's packets that this model loses.</summary>
    public double MeanLoss => P + R == 0 ? OneMinusK : ((R * OneMinusK) + (P * OneMinusH)) / (P + R);
}
