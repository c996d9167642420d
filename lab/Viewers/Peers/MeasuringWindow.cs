using CdnLab.Core;

namespace CdnLab.Viewers.Peers;

/// <summary>The frames that count: those planned from <paramref name="Start"/> on and before <paramref name="End"/>.</summary>
/// <param name="Start">The first moment that counts.</param>
/// <param name="End">The first moment that counts no more; <see cref="Instant.Never"/> while it is open.</param>
public readonly record struct MeasuringWindow(Instant Start, Instant End)
{
    /// <summary>Nothing counts.</summary>
    public static MeasuringWindow None => new(Instant.Never, Instant.Never);

    /// <summary>Whether a frame planned at this moment counts.</summary>
    public bool Contains(Instant planned) => planned >= Start && planned < End;
}
