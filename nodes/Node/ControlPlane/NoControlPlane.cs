using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>The control plane of a node that stands alone.</summary>
internal sealed class NoControlPlane(NodeInfo self) : IControlPlane
{
    public event Action<StreamInfo, string>? StreamRemoved
    {
        add { }
        remove { }
    }

    public event Action<string>? NodeLost
    {
        add { }
        remove { }
    }

    public event Action<string>? NodeRestarted
    {
        add { }
        remove { }
    }

    public event Action<string, ControlMessage>? PullReceived
    {
        add { }
        remove { }
    }

    public ControlSnapshot Snapshot { get; } = ControlSnapshot.Empty(self);

    public IReadOnlyDictionary<string, long> Counters { get; } = new Dictionary<string, long>();

    public void Send(string node, ControlMessage message, Action? undelivered = null) => undelivered?.Invoke();
}
