namespace CdnLab.Node.Http;

/// <summary>The node cannot start as it is set; the message is a sentence for the person who started it.</summary>
public sealed class StartFailure : Exception
{
    /// <summary>Makes the failure.</summary>
    public StartFailure(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
