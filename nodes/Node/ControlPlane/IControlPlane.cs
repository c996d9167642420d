using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>The node's view of the CDN and its way to speak to other nodes. Any thread.</summary>
public interface IControlPlane
{
    /// <summary>A stream of another node is gone, and why. Handlers must not block.</summary>
    event Action<StreamInfo, string>? StreamRemoved;

    /// <summary>The link to a node is lost; its identity. Handlers must not block.</summary>
    event Action<string>? NodeLost;

    /// <summary>A node came back as a new process; its identity. Handlers must not block.</summary>
    event Action<string>? NodeRestarted;

    /// <summary>A message about a pull: the sender's identity and the message. Handlers must not block.</summary>
    event Action<string, ControlMessage>? PullReceived;

    /// <summary>The CDN as known now.</summary>
    ControlSnapshot Snapshot { get; }

    /// <summary>Counters since the start, by name.</summary>
    IReadOnlyDictionary<string, long> Counters { get; }

    /// <summary>Sends a message to a node in the background.</summary>
    /// <param name="node">The node's identity.</param>
    /// <param name="message">The message.</param>
    /// <param name="undelivered">Called, without blocking, when there is no link to the node.</param>
    void Send(string node, ControlMessage message, Action? undelivered = null);
}
