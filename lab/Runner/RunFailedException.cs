namespace CdnLab.Runner;

/// <summary>The run cannot go on, for a reason that a person can act on.</summary>
public sealed class RunFailedException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
