namespace CdnLab.Fuzz.Tests;

/// <summary>Something that takes bytes from strangers.</summary>
/// <remarks>
/// Made anew for each test; <see cref="Run"/> is called many times on one object. What leaves state behind is disposed at the
/// end, when the target is <see cref="IDisposable"/>.
/// </remarks>
public interface IFuzzTarget
{
    /// <summary>Its name, and that of its folder under Corpus/.</summary>
    string Name { get; }

    /// <summary>Takes one input. Any exception is a finding; so the target also throws when what it reads contradicts itself.</summary>
    void Run(ReadOnlySpan<byte> input);
}
