using CdnLab.Core;
using CdnLab.Rtc.Ice;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>A node's agent and a viewer's, with fixed credentials, so that a case can be a check that one of them accepts.</summary>
internal sealed class IceAgentTarget : IFuzzTarget
{
    private static readonly NetAddress From = NetAddress.FromIPv4(0x0A000007, 5000);
    private readonly byte[] _buffer = new byte[IceAgent.MaxTransmitLength];

    public static IceCredentials Node { get; } = Credentials("nodeUfrag", "nodePasswordOf24Letters+");

    public static IceCredentials Viewer { get; } = Credentials("viewUfrag", "viewPasswordOf24Letters+");

    public static NetAddress NodeAddress { get; } = NetAddress.FromIPv4(0x0A000001, 7000);

    public string Name => "ice-agent";

    /// <summary>A viewer's agent whose first transaction id is always the same.</summary>
    public static IceAgent NewViewer(Instant now)
    {
        var agent = new IceAgent(IceRole.Controlling, Viewer, new byte[32]);
        agent.SetRemote(now, Node, remoteIsLite: true);
        agent.AddRemoteCandidate(now, IceCandidate.CreateHost(NodeAddress));
        return agent;
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        var now = new Instant(1_000_000_000);
        var lite = new IceAgent(IceRole.Lite, Node, new byte[32]);
        lite.SetRemote(now, Viewer);
        Drive(lite, now, input, From);

        IceAgent viewer = NewViewer(now);
        viewer.HandleTimeout(now);
        Drain(viewer);
        Drive(viewer, now.AddNanoseconds(20_000_000), input, NodeAddress);
    }

    private static IceCredentials Credentials(string ufrag, string password) =>
        IceCredentials.TryCreate(ufrag, password, out IceCredentials? credentials)
            ? credentials
            : throw new InvalidOperationException($"{ufrag} is no user fragment");

    private void Drive(IceAgent agent, Instant now, ReadOnlySpan<byte> input, NetAddress from)
    {
        bool authenticated = agent.HandleStun(now, input, from);
        Broken.Unless(authenticated || agent.State != IceState.Connected, "connected by something that was not authentic");
        int sent = Drain(agent);
        Broken.Unless(sent <= 8, $"{sent} datagrams in answer to one");

        // Restart, and the same bytes again: they are now of the generation before.
        agent.Restart(now, Credentials("anotherUfrag", "anotherPasswordOf26Letters"));
        agent.HandleStun(now, input, from);
        agent.HandleTimeout(now + TimeSpan.FromSeconds(60));
        Drain(agent);
    }

    private int Drain(IceAgent agent)
    {
        int sent = 0;
        while (agent.TryPollTransmit(_buffer, out int length, out NetAddress to))
        {
            Broken.Unless(StunMessage.TryParse(_buffer.AsSpan(0, length), out _, out StunParseError error), $"sent what does not parse: {error}");
            Broken.Unless(to.Port != 0, "sent to nowhere");
            sent++;
        }

        while (agent.TryPollEvent(out _))
        {
        }

        return sent;
    }
}
