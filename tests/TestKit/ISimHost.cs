using CdnLab.Core;

namespace CdnLab.TestKit;

/// <summary>Something with an address in a <see cref="SimNetwork"/>.</summary>
public interface ISimHost
{
    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    Instant NextTimeout { get; }

    /// <summary>Takes a datagram.</summary>
    void Receive(Instant now, byte[] datagram, NetAddress from);

    /// <summary>Does what has become due.</summary>
    void HandleTimeout(Instant now);
}
