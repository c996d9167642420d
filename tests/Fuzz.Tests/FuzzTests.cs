using System.Globalization;
using CdnLab.Core;

namespace CdnLab.Fuzz.Tests;

/// <summary>Every target takes its corpus, damaged copies of it, and noise.</summary>
public sealed class FuzzTests
{
    /// <summary>Multiplies the mutations: 100 makes a night of it.</summary>
    private static readonly int Effort =
        int.TryParse(Environment.GetEnvironmentVariable("CDNLAB_FUZZ_EFFORT"), CultureInfo.InvariantCulture, out int effort) ? effort : 1;

    /// <summary>Another seed finds other things; the default repeats what everybody runs.</summary>
    private static readonly ulong Seed =
        ulong.TryParse(Environment.GetEnvironmentVariable("CDNLAB_FUZZ_SEED"), CultureInfo.InvariantCulture, out ulong seed) ? seed : 1;

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_is_taken_and_nothing_throws(string name)
    {
        (IFuzzTarget target, _, IReadOnlyList<CorpusCase> corpus) = FuzzTargets.Make(name);
        using (target as IDisposable)
        {
            Assert.True(corpus.Count > 0, $"{name} has no corpus");
            foreach ((string file, byte[] bytes) in corpus)
            {
                Try(target, bytes, file);
                for (int length = 0; length < Math.Min(bytes.Length, 64); length++)
                {
                    Try(target, bytes[..length], $"{file}, first {length} bytes");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damage_is_taken_and_nothing_throws(string name)
    {
        (IFuzzTarget target, int mutations, IReadOnlyList<CorpusCase> corpus) = FuzzTargets.Make(name);
        using (target as IDisposable)
        {
            var mutator = new Mutator(Seed);
            var choice = new SeededRandom(Seed);
            for (long i = 0; i < (long)mutations * Effort; i++)
            {
                (string file, byte[] bytes) = corpus[choice.Next(corpus.Count)];
                byte[] other = corpus[choice.Next(corpus.Count)].Bytes;
                Try(target, mutator.Mutate(bytes, other), $"seed {Seed}, mutation {i}, from {file}");
            }
        }
    }

    private static void Try(IFuzzTarget target, byte[] input, string origin)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            Assert.Fail(
                $"""
                {target.Name}: {exception.GetType().Name}: {exception.Message}
                {origin}, {input.Length} bytes; to keep it, save this as Corpus/{target.Name}/<what it is>.hex:
                {Convert.ToHexStringLower(input)}
                {exception.StackTrace}
                """);
        }
    }
}
