namespace CdnLab.Interop.Tests;

/// <summary>Waits for what another process shows only when asked.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads until the reading will do.</summary>
    /// <param name="what">What is waited for, for the failure.</param>
    /// <param name="read">Asks.</param>
    /// <param name="missing">What a reading lacks; null when it will do.</param>
    /// <param name="limit">How long to ask.</param>
    /// <returns>The reading that will do.</returns>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T>> read, Func<T, string?> missing, TimeSpan limit)
    {
        using var timer = new PeriodicTimer(Interval);
        long began = Environment.TickCount64;
        while (true)
        {
            T reading = await read();
            if (missing(reading) is not { } lack)
            {
                return reading;
            }

            if (Environment.TickCount64 - began > limit.TotalMilliseconds)
            {
                Assert.Fail($"{what}: not after {limit.TotalSeconds:0} s. Missing: {lack}. The last reading: {reading}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
