using System.Diagnostics;

namespace CdnLab.Node.Tests;

/// <summary>Waits for something that another thread brings about.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> condition, Func<string> missing, double seconds = 10)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < seconds, $"Still missing after {seconds} s: {missing()}");
            await Task.Delay(5);
        }
    }
}
