namespace CdnLab.Processes;

/// <summary>A child could not be started, did not become ready, or ended while something was expected of it.</summary>
/// <remarks>The message is for the user: it names the child and quotes the last lines of its log.</remarks>
public sealed class ProcessFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="child">Name of the child.</param>
    /// <param name="message">What happened.</param>
    /// <param name="exit">Its end, if it ended.</param>
    /// <param name="inner">What caused it.</param>
    public ProcessFailedException(string child, string message, ChildExit? exit = null, Exception? inner = null)
        : base(message, inner)
    {
        Child = child;
        Exit = exit;
    }

    /// <summary>Name of the child.</summary>
    public string Child { get; }

    /// <summary>Its end; null if it still runs or never ran.</summary>
    public ChildExit? Exit { get; }
}
