namespace CdnLab.Processes;

/// <summary>What to start, and what becomes of its output.</summary>
public sealed record ChildStart
{
    /// <summary>What messages call it: the node's name.</summary>
    public required string Name { get; init; }

    /// <summary>A path, or a program to be found in PATH.</summary>
    public required string Executable { get; init; }

    /// <summary>Arguments, passed as they are: no shell sees them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to the runner's own; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it starts; null for the runner's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>File that receives standard output and error; its folder is made, an older file replaced.</summary>
    public required string LogPath { get; init; }

    /// <summary>Namespaces to enter first; null for the runner's own.</summary>
    public NamespaceEntry? Namespace { get; init; }

    /// <summary>
    /// Receives each line of standard output, without its end, in order, on a pool thread. It must be quick and must not throw:
    /// an exception ends the reading of this child's output and is told through <see cref="ChildProcess.Exited"/>.
    /// Such output is a protocol, so it does not go into the log.
    /// </summary>
    public Action<string>? OnOutputLine { get; init; }

    /// <summary>When the whole run stops, children of a lower number stop first; those of one number stop together.</summary>
    public int StopOrder { get; init; }

    /// <summary>The log's largest size; what comes after is left out, and the log says so.</summary>
    public long MaximumLogBytes { get; init; } = 64L << 20;
}
