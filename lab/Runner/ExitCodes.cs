namespace CdnLab.Runner;

/// <summary>Exit codes of the lab; where several apply, the first of 130, 3, 7, 4, 5, 6 does.</summary>
public static class ExitCodes
{
    /// <summary>All is well.</summary>
    public const int Pass = 0;

    /// <summary>A fault of our own.</summary>
    public const int Fault = 1;

    /// <summary>Bad arguments or a bad scenario.</summary>
    public const int BadInput = 2;

    /// <summary>A node failed to start or died, or this host cannot run the scenario.</summary>
    public const int CannotRun = 3;

    /// <summary>What the scenario expects does not hold.</summary>
    public const int Breached = 4;

    /// <summary>The run's instruments were not good enough to judge by.</summary>
    public const int Invalid = 7;

    /// <summary>Ended by hand.</summary>
    public const int Cancelled = 130;
}
