namespace CdnLab.Core;

/// <summary>A point on the host's monotonic clock.</summary>
/// <param name="Nanoseconds">
/// Nanoseconds since an origin that is common to all processes of one host (CLOCK_MONOTONIC). In tests the origin is
/// whatever the virtual clock says.
/// </param>
public readonly record struct Instant(long Nanoseconds) : IComparable<Instant>
{
    /// <summary>Later than every moment that can be reached: "no timeout".</summary>
    public static Instant Never => new(long.MaxValue);

    /// <summary>The clock's origin.</summary>
    public static Instant Zero => default;

    /// <summary>Whether this is <see cref="Never"/>.</summary>
    public bool IsNever => Nanoseconds == long.MaxValue;

    /// <summary>The earlier of two moments.</summary>
    public static Instant Min(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds ? a : b;

    /// <summary>The later of two moments.</summary>
    public static Instant Max(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds ? a : b;

    /// <summary>This moment moved by a number of nanoseconds; <see cref="Never"/> stays <see cref="Never"/>.</summary>
    public Instant AddNanoseconds(long nanoseconds) => IsNever ? this : new(Nanoseconds + nanoseconds);

    /// <summary>Nanoseconds from <paramref name="earlier"/> to this moment; negative when it is later.</summary>
    public long NanosecondsSince(Instant earlier) => Nanoseconds - earlier.Nanoseconds;

    public static Instant operator +(Instant at, TimeSpan duration) => at.AddNanoseconds(duration.Ticks * 100);

    public static Instant operator -(Instant at, TimeSpan duration) => at.AddNanoseconds(-duration.Ticks * 100);

    /// <summary>The duration between two moments, in steps of 100 ns, rounded towards zero.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => new((later.Nanoseconds - earlier.Nanoseconds) / 100);

    public static bool operator <(Instant a, Instant b) => a.Nanoseconds < b.Nanoseconds;

    public static bool operator >(Instant a, Instant b) => a.Nanoseconds > b.Nanoseconds;

    public static bool operator <=(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds;

    public static bool operator >=(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <inheritdoc/>
    public override string ToString() => IsNever ? "never" : $"{Nanoseconds / 1e9:F6} s";
}
