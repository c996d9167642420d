using CdnLab.Core;

namespace CdnLab.Node.ControlPlane;

/// <summary>When to dial next: waits that double from the first to the last backoff, each shortened by up to a quarter.</summary>
internal sealed class Redial
{
    private int _failures;

    /// <summary>When; <see cref="Instant.Never"/> while a dial is under way or none is wanted.</summary>
    public Instant Next { get; private set; } = Instant.Never;

    /// <summary>No dial is wanted any more, and the next series begins with the first backoff.</summary>
    public void Succeeded() => (_failures, Next) = (0, Instant.Never);

    /// <summary>A dial is under way.</summary>
    public void Begun() => Next = Instant.Never;

    /// <summary>Dial now.</summary>
    public void Now(Instant now) => Next = now;

    /// <summary>Dial after the next wait. The random part keeps nodes that lost each other together from dialling together.</summary>
    public void Later(Instant now, MembershipOptions options, SeededRandom random, TimeSpan extra = default)
    {
        double wait = Math.Min(options.FirstBackoff.TotalSeconds * Math.Pow(2, _failures), options.LastBackoff.TotalSeconds);
        _failures = Math.Min(_failures + 1, 16);
        Next = now + TimeSpan.FromSeconds(wait * (1 - (0.25 * random.NextDouble()))) + extra;
    }
}
