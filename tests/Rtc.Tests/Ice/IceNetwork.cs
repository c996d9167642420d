using CdnLab.Core;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Tests.Ice;

/// <summary>Agents at addresses, joined by a lossy network on virtual time; every run repeats from its seed.</summary>
internal sealed class IceNetwork(ulong seed)
{
    private readonly SeededRandom _random = new(seed);
    private readonly PriorityQueue<(NetAddress From, NetAddress To, byte[] Bytes), (long At, long Order)> _flying = new();
    private readonly Dictionary<NetAddress, IceAgent> _agents = [];
    private readonly Dictionary<IceAgent, NetAddress> _homes = [];
    private long _order;

    public Instant Now { get; private set; } = new(1_000_000_000);

    public double Loss { get; set; }

    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    // Sees every datagram before it flies; false loses it.
    public Func<NetAddress, NetAddress, byte[], bool> Filter { get; set; } = static (_, _, _) => true;

    public List<(Instant At, IceAgent Agent, byte[] Bytes)> Sent { get; } = [];

    public static NetAddress Address(int host, ushort port = 5000) => NetAddress.FromIPv4(0x0A000000u + (uint)host, port);

    public IceAgent Add(IceRole role, NetAddress home, IceOptions? options = null)
    {
        byte[] entropy = new byte[32];
        foreach (ref byte b in entropy.AsSpan())
        {
            b = (byte)_random.Next(256);
        }

        IceAgent agent = new(role, IceCredentials.Create(_random), entropy, options);
        Move(agent, home);
        return agent;
    }

    // From now on the agent sends from, and is reached at, another address.
    public void Move(IceAgent agent, NetAddress home)
    {
        if (_homes.TryGetValue(agent, out NetAddress old))
        {
            _agents.Remove(old);
        }

        _homes[agent] = home;
        _agents[home] = agent;
    }

    public IceCredentials NewCredentials() => IceCredentials.Create(_random);

    public void Introduce(IceAgent a, IceAgent b, bool aIsLite = false)
    {
        a.SetRemote(Now, b.Local);
        b.SetRemote(Now, a.Local, aIsLite);
        a.AddRemoteCandidate(Now, IceCandidate.CreateHost(_homes[b]));
        b.AddRemoteCandidate(Now, IceCandidate.CreateHost(_homes[a]));
    }

    public void Inject(NetAddress from, NetAddress to, byte[] bytes) => Deliver(from, to, bytes);

    public void Run(TimeSpan duration) => RunUntil(static () => false, duration);

    // Returns whether the condition came true in time.
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        Instant end = Now + limit;
        Drain();
        while (!condition())
        {
            Instant next = _agents.Values.Aggregate(end, static (at, agent) => Instant.Min(at, agent.NextTimeout));
            if (_flying.TryPeek(out _, out (long At, long Order) first))
            {
                next = Instant.Min(next, new Instant(first.At));
            }

            if (next >= end)
            {
                Now = end;
                return condition();
            }

            Now = Instant.Max(Now, next);
            while (_flying.TryPeek(out _, out first) && first.At <= Now.Nanoseconds)
            {
                (NetAddress from, NetAddress to, byte[] bytes) = _flying.Dequeue();
                Deliver(from, to, bytes);
            }

            foreach (IceAgent agent in _agents.Values)
            {
                if (agent.NextTimeout <= Now)
                {
                    agent.HandleTimeout(Now);
                    Assert.True(agent.NextTimeout > Now, "an agent wants to be called again at once");
                }
            }

            Drain();
        }

        return true;
    }

    private void Deliver(NetAddress from, NetAddress to, byte[] bytes)
    {
        if (_agents.TryGetValue(to, out IceAgent? agent))
        {
            agent.HandleStun(Now, bytes, from);
            Drain();
        }
    }

    private void Drain()
    {
        byte[] buffer = new byte[IceAgent.MaxTransmitLength];
        foreach ((IceAgent agent, NetAddress home) in _homes)
        {
            while (agent.TryPollTransmit(buffer, out int length, out NetAddress to))
            {
                byte[] bytes = buffer[..length];
                Sent.Add((Now, agent, bytes));
                if (Filter(home, to, bytes) && _random.NextDouble() >= Loss)
                {
                    _flying.Enqueue((home, to, bytes), ((Now + Delay).Nanoseconds, _order++));
                }
            }
        }
    }
}
