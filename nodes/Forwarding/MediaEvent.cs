namespace CdnLab.Forwarding;

/// <summary>Something that the rest of the node has to know.</summary>
public abstract record MediaEvent
{
    private MediaEvent()
    {
    }

    /// <summary>A publisher's stream is playable.</summary>
    public sealed record Published(StreamDescription Stream) : MediaEvent;

    /// <summary>A published stream is gone.</summary>
    public sealed record Stopped(string Stream, string Reason) : MediaEvent;

    /// <summary>A pull has ended by itself.</summary>
    public sealed record PullEnded(string Stream, string PullId, string Reason) : MediaEvent;
}
