using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.TestKit;

/// <summary>One direction between two prefixes: the emulator and the datagrams in flight.</summary>
internal sealed class SimLink(LinkEmulator emulator)
{
    private readonly Dictionary<int, (NetAddress From, NetAddress To, byte[] Datagram)> _inFlight = [];
    private int _nextSlot;

    public LinkEmulator Emulator { get; } = emulator;

    /// <summary>When the next look at the emulator is scheduled.</summary>
    public Instant DrainAt { get; set; } = Instant.Never;

    public long Offered { get; set; }

    public long Dropped { get; set; }

    public int Store(NetAddress from, NetAddress to, byte[] datagram)
    {
        int slot = _nextSlot++;
        _inFlight.Add(slot, (from, to, datagram));
        return slot;
    }

    public (NetAddress From, NetAddress To, byte[] Datagram) Take(int slot)
    {
        _inFlight.Remove(slot, out (NetAddress From, NetAddress To, byte[] Datagram) taken);
        return taken;
    }
}
