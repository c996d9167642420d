using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>What a <see cref="DatagramLoop"/> drives. All members are called on the loop's thread.</summary>
public interface IDatagramHandler
{
    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    Instant NextTimeout { get; }

    /// <summary>Told now and then how the wall clock stands to the loop's clock.</summary>
    void SetWallClock(WallClock clock);

    /// <summary>Takes a datagram.</summary>
    /// <param name="now">The loop's clock.</param>
    /// <param name="received">When the kernel took it in.</param>
    /// <param name="datagram">Its bytes, writable, only valid during the call.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">The local address it came to.</param>
    void ReceiveDatagram(Instant now, Instant received, Span<byte> datagram, NetAddress from, NetAddress to);

    /// <summary>Does what has become due.</summary>
    void HandleTimeout(Instant now);

    /// <summary>Told after every batch of datagrams, commands or timers: what is to be sent leaves now.</summary>
    void EndTurn(Instant now);

    /// <summary>Told once, before the loop ends.</summary>
    void Stop(Instant now);
}
