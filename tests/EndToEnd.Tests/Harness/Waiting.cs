namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>Waiting for what must come to pass, with a limit that only a fault reaches.</summary>
internal static class Waiting
{
    /// <summary>For what processes do by themselves; a busy machine is slow, and a fault has time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until nothing is missing any more; fails with the last answer.</summary>
    public static async Task UntilAsync(Func<Task<string?>> findMissing, TimeSpan? limit = null)
    {
        TimeSpan patience = limit ?? Patience;
        long began = Environment.TickCount64;
        while (await findMissing() is { } missing)
        {
            Assert.True(Environment.TickCount64 - began < patience.TotalMilliseconds, $"after {patience.TotalSeconds} s: {missing}");
            await Task.Delay(Step);
        }
    }

    /// <summary>Asks until nothing is missing any more; fails with the last answer.</summary>
    public static Task UntilAsync(Func<string?> findMissing, TimeSpan? limit = null) => UntilAsync(() => Task.FromResult(findMissing()), limit);
}
