namespace CdnLab.Rtc.Receiving;

/// <summary>What became of the packets that were missed on the way here.</summary>
/// <param name="Lost">Packets missed and asked for again.</param>
/// <param name="Repaired">Packets that came on being asked for.</param>
/// <param name="GivenUp">Packets that never came.</param>
public readonly record struct TrackLoss(long Lost, long Repaired, long GivenUp)
{
    /// <summary>Both together.</summary>
    public static TrackLoss operator +(TrackLoss a, TrackLoss b) => new(a.Lost + b.Lost, a.Repaired + b.Repaired, a.GivenUp + b.GivenUp);

    /// <summary>What has been added since an earlier reading.</summary>
    public static TrackLoss operator -(TrackLoss later, TrackLoss earlier) =>
        new(later.Lost - earlier.Lost, later.Repaired - earlier.Repaired, later.GivenUp - earlier.GivenUp);
}
