using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.TestKit;

/// <summary>
/// A network in virtual time: datagrams between addresses pass through seeded link emulators; nothing waits, and the same seed
/// gives the same run.
/// </summary>
public sealed class SimNetwork(ulong seed)
{
    private static readonly TimeSpan LocalDelay = TimeSpan.FromMicroseconds(20);

    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Dictionary<NetAddress, ISimHost> _hosts = [];
    private readonly List<ISimHost> _hostList = [];
    private readonly Dictionary<(uint From, uint To), SimLink> _links = [];
    private long _order;

    /// <summary>The seed, for failure messages.</summary>
    public ulong Seed => seed;

    /// <summary>The virtual clock.</summary>
    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>Wall-clock time of the virtual clock's origin.</summary>
    public WallClock WallClock { get; } = new(1_790_000_000_000_000_000);

    /// <summary>Datagrams that went through a link, and those that a link dropped.</summary>
    public (long Offered, long Dropped) Totals => (_links.Values.Sum(link => link.Offered), _links.Values.Sum(link => link.Dropped));

    /// <summary>Adds a host that receives what is sent to its address.</summary>
    public void Add(NetAddress address, ISimHost host)
    {
        _hosts.Add(address, host);
        _hostList.Add(host);
    }

    /// <summary>Removes a host; what is on its way to it is lost.</summary>
    public void Remove(NetAddress address)
    {
        if (_hosts.Remove(address, out ISimHost? host))
        {
            _hostList.Remove(host);
        }
    }

    /// <summary>Shapes what goes from one /16 to another, and back.</summary>
    public void Connect(uint prefixA, uint prefixB, LinkProfile profile)
    {
        _links[(prefixA >> 16, prefixB >> 16)] = new SimLink(new LinkEmulator(profile, LinkSeed.Derive(seed, "a", "b")));
        _links[(prefixB >> 16, prefixA >> 16)] = new SimLink(new LinkEmulator(profile, LinkSeed.Derive(seed, "b", "a")));
    }

    /// <summary>Sends a datagram.</summary>
    public void Send(NetAddress from, NetAddress to, ReadOnlySpan<byte> datagram)
    {
        byte[] copy = datagram.ToArray();
        if (!_links.TryGetValue((from.IPv4 >> 16, to.IPv4 >> 16), out SimLink? link))
        {
            Schedule(Now + LocalDelay, () => Deliver(from, to, copy));
            return;
        }

        link.Offered++;
        int slot = link.Store(from, to, copy);
        if (!link.Emulator.Enqueue(Now, new FlowKey(17, from, to), copy.Length + 28, slot).IsQueued)
        {
            link.Dropped++;
            return;
        }

        ScheduleDrain(link);
    }

    /// <summary>Runs an action at a moment.</summary>
    public void Schedule(Instant at, Action action) => _events.Enqueue(action, (at.Nanoseconds, _order++));

    /// <summary>Lets virtual time pass.</summary>
    public void RunFor(TimeSpan duration)
    {
        Instant end = Now + duration;
        while (true)
        {
            Instant next = _events.TryPeek(out _, out (long At, long Order) priority) ? new Instant(priority.At) : Instant.Never;
            ISimHost? timed = null;
            foreach (ISimHost host in _hostList)
            {
                if (host.NextTimeout < next)
                {
                    next = host.NextTimeout;
                    timed = host;
                }
            }

            if (next > end)
            {
                Now = end;
                return;
            }

            Now = Instant.Max(Now, next);
            if (timed is not null)
            {
                timed.HandleTimeout(Now);
            }
            else
            {
                _events.Dequeue()();
            }
        }
    }

    // One event per link, however many datagrams are in flight; one that was overtaken by an earlier one does nothing.
    private void ScheduleDrain(SimLink link)
    {
        Instant due = Instant.Max(link.Emulator.NextDue, Now);
        if (due < link.DrainAt)
        {
            link.DrainAt = due;
            Schedule(due, () => Drain(link));
        }
    }

    private void Drain(SimLink link)
    {
        if (Now < link.DrainAt)
        {
            return;
        }

        link.DrainAt = Instant.Never;
        while (link.Emulator.TryDequeue(Now, out Departure departure))
        {
            (NetAddress from, NetAddress to, byte[] datagram) = link.Take(departure.Slot);
            link.Emulator.RecordDelivery(departure, Now);
            Deliver(from, to, datagram);
        }

        if (!link.Emulator.NextDue.IsNever)
        {
            ScheduleDrain(link);
        }
    }

    private void Deliver(NetAddress from, NetAddress to, byte[] datagram)
    {
        if (_hosts.TryGetValue(to, out ISimHost? host))
        {
            host.Receive(Now, datagram, from);
        }
    }
}
