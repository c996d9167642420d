namespace CdnLab.Links.Netem;

/// <summary>
/// The inverse of the standard normal distribution function: Wichura, "Algorithm AS 241", Applied Statistics 37 (1988),
/// variant PPND7, good to about seven digits.
/// </summary>
internal static class NormalQuantile
{
    /// <summary>The value below which a standard normal variable falls with probability <paramref name="p"/>, cut at ±<paramref name="limit"/>.</summary>
    /// <param name="p">A probability; 0 and 1 give the limits.</param>
    /// <param name="limit">The largest magnitude returned.</param>
    public static double At(double p, double limit)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double s = 0.180625 - (q * q);
            double central = q * ((((((5.9109374720E+1 * s) + 1.5929113202E+2) * s) + 5.0434271938E+1) * s) + 3.3871327179E+0)
                / ((((((6.7187563600E+1 * s) + 7.8757757664E+1) * s) + 1.7895169469E+1) * s) + 1);
            return Math.Clamp(central, -limit, limit);
        }

        double tail = q < 0 ? p : 1 - p;
        if (tail <= 0)
        {
            return q < 0 ? -limit : limit;
        }

        double r = Math.Sqrt(-Math.Log(tail));
        double magnitude;
        if (r <= 5)
        {
            r -= 1.6;
            magnitude = ((((((1.7023821103E-1 * r) + 1.3067284816E+0) * r) + 2.7568153900E+0) * r) + 1.4234372777E+0)
                / ((((1.2021132975E-1 * r) + 7.3700164250E-1) * r) + 1);
        }
        else
        {
            r -= 5;
            magnitude = ((((((1.7337203997E-2 * r) + 4.2868294337E-1) * r) + 3.0812263860E+0) * r) + 6.6579051150E+0)
                / ((((1.2258202635E-2 * r) + 2.4197894225E-1) * r) + 1);
        }

        return Math.Min(magnitude, limit) * (q < 0 ? -1 : 1);
    }
}
