using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

/// <summary>What happened to one packet.</summary>
internal readonly record struct Passage(Instant Offered, EnqueueResult Result, long Delivered)
{
    public bool Arrived => Delivered >= 0;

    public double DelayMs => (Delivered - Offered.Nanoseconds) / 1e6;
}
