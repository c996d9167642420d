namespace CdnLab.Node.ControlPlane;

/// <summary>A stream that this node fetches from another.</summary>
internal sealed class OutgoingPull(string id, string stream, string node)
{
    private int _answered;

    public string Id => id;

    public string Stream => stream;

    public string Node => node;

    /// <summary>Whether the serving node has answered.</summary>
    public bool IsAnswered => Volatile.Read(ref _answered) != 0;

    /// <summary>Ends the waiting for the answer.</summary>
    public CancellationTokenSource Waiting { get; } = new();

    /// <summary>Takes the answer; true for the first caller only.</summary>
    public bool TryAnswer() => Interlocked.Exchange(ref _answered, 1) == 0;
}
