using System.Text;
using CdnLab.Core;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Tests.Ice;

/// <summary>What strangers send changes nothing but counters; what peers send is bounded.</summary>
public sealed class IceHostileTests
{
    private static readonly NetAddress Node = IceNetwork.Address(1);
    private static readonly NetAddress Stranger = IceNetwork.Address(66);

    [Fact]
    public void A_check_with_a_wrong_password_gets_401_and_selects_nothing()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(20);
        byte[] forged = Request($"{node.Local.Ufrag}:{viewer.Local.Ufrag}", "not the password of the node", true);
        Assert.False(node.HandleStun(network.Now, forged, Stranger));
        Assert.Equal(1, node.Counters.BadIntegrity);
        AssertError(node, 401);
        Assert.NotEqual(Stranger, node.SelectedRemote);
    }

    [Fact]
    public void Checks_without_the_right_user_name_are_refused()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(21);
        string[] names = ["x", ":", node.Local.Ufrag, node.Local.Ufrag + ":", node.Local.Ufrag + ":else", node.Local.Ufrag + "x:" + viewer.Local.Ufrag];
        foreach (string name in names)
        {
            Assert.False(node.HandleStun(network.Now, Request(name, node.Local.Password, true), Stranger), name);
            AssertError(node, 401);
        }

        Assert.Equal(names.Length, node.Counters.WrongUsername);
    }

    [Fact]
    public void A_check_without_credentials_gets_400()
    {
        (IceNetwork network, IceAgent node, _) = IceAgentTests.Connected(22);
        byte[] buffer = new byte[100];
        StunWriter writer = new(buffer, StunClass.Request, default);
        writer.AddFingerprint();
        Assert.False(node.HandleStun(network.Now, buffer.AsSpan(0, writer.Length), Stranger));
        Assert.Equal(1, node.Counters.MissingCredentials);
        AssertError(node, 400);
    }

    [Fact]
    public void Unknown_required_attributes_get_420()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(23);
        byte[] check = Request($"{node.Local.Ufrag}:{viewer.Local.Ufrag}", node.Local.Password, true, 0x7ABC);
        Assert.True(node.HandleStun(network.Now, check, Stranger));
        Assert.Equal(1, node.Counters.UnknownAttributes);
        AssertError(node, 420);
        Assert.NotEqual(Stranger, node.SelectedRemote);
    }

    /// <summary>
    /// A node under fire lost a viewer: a stranger sent the viewer's own first check again, and the node took the stranger's
    /// address for the viewer's new one and sent all media there.
    /// </summary>
    [Fact]
    public void A_copied_nomination_from_elsewhere_moves_nothing_and_the_peer_itself_may_move()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(24);
        NetAddress home = node.SelectedRemote;
        byte[][] copies = [.. network.Sent.Where(sent => sent.Agent == viewer).Select(sent => sent.Bytes)];
        Assert.NotEmpty(copies);
        foreach (byte[] copy in copies)
        {
            node.HandleStun(network.Now, copy, Stranger);
            Assert.Equal(home, node.SelectedRemote);
        }

        Assert.True(node.Counters.ReplayedNominations > 0, "no copy nominated");

        // Later as well, when the session has lived on by consent checks, which do not nominate.
        network.Run(TimeSpan.FromSeconds(30));
        foreach (byte[] copy in copies)
        {
            node.HandleStun(network.Now, copy, Stranger);
        }

        Assert.Equal(home, node.SelectedRemote);
        byte[] fresh = Request($"{node.Local.Ufrag}:{viewer.Local.Ufrag}", node.Local.Password, true);
        Assert.True(node.HandleStun(network.Now, fresh, IceNetwork.Address(77)));
        Assert.Equal(IceNetwork.Address(77), node.SelectedRemote);
    }

    [Fact]
    public void Messages_without_fingerprint_and_indications_are_not_answered()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(24);
        byte[] check = IceAgentTests.Check(viewer, node, true);
        Assert.False(node.HandleStun(network.Now, check.AsSpan(0, check.Length - 8), Stranger));
        check[^1] ^= 1;
        Assert.False(node.HandleStun(network.Now, check, Stranger));
        byte[] buffer = new byte[100];
        StunWriter writer = new(buffer, StunClass.Indication, default);
        writer.AddFingerprint();
        Assert.False(node.HandleStun(network.Now, buffer.AsSpan(0, writer.Length), Stranger));
        Assert.False(node.TryPollTransmit(new byte[IceAgent.MaxTransmitLength], out _, out _));
        Assert.Equal((1, 1, 1), (node.Counters.Malformed, node.Counters.BadFingerprint, node.Counters.Ignored));
    }

    [Fact]
    public void Forged_responses_neither_connect_nor_fail_a_check()
    {
        IceNetwork network = new(25) { Filter = static (_, _, _) => false };
        IceAgent viewer = network.Add(IceRole.Controlling, IceNetwork.Address(2));
        IceCredentials remote = network.NewCredentials();
        viewer.SetRemote(network.Now, remote, remoteIsLite: true);
        viewer.AddRemoteCandidate(network.Now, IceCandidate.CreateHost(Node));
        network.Run(TimeSpan.FromMilliseconds(10));
        Assert.True(StunMessage.TryParse(network.Sent[0].Bytes, out StunMessage check, out _));
        StunTransactionId id = check.TransactionId;

        viewer.HandleStun(network.Now, Response(StunClass.Success, id, "some other password at all"), Node);
        viewer.HandleStun(network.Now, Response(StunClass.Error, id, null), Node);
        viewer.HandleStun(network.Now, Response(StunClass.Success, new StunTransactionId(1, 1), remote.Password), Node);
        Assert.Equal(IceState.Checking, viewer.State);
        Assert.Equal((2, 1), (viewer.Counters.BadIntegrity, viewer.Counters.UnknownTransaction));

        viewer.HandleStun(network.Now, Response(StunClass.Success, id, remote.Password), Node);
        Assert.Equal(IceState.Connected, viewer.State);
    }

    [Fact]
    public void A_response_from_another_address_fails_the_pair()
    {
        IceNetwork network = new(26) { Filter = static (_, _, _) => false };
        IceAgent viewer = network.Add(IceRole.Controlling, IceNetwork.Address(2));
        IceCredentials remote = network.NewCredentials();
        viewer.SetRemote(network.Now, remote, remoteIsLite: true);
        viewer.AddRemoteCandidate(network.Now, IceCandidate.CreateHost(Node));
        network.Run(TimeSpan.FromMilliseconds(10));
        Assert.True(StunMessage.TryParse(network.Sent[0].Bytes, out StunMessage check, out _));
        viewer.HandleStun(network.Now, Response(StunClass.Success, check.TransactionId, remote.Password), Stranger);
        Assert.Equal(IceState.Checking, viewer.State);
        Assert.Equal(1, viewer.Counters.UnexpectedSource);
        network.Run(TimeSpan.FromSeconds(5));
        Assert.Single(network.Sent);
    }

    [Fact]
    public void A_flood_is_bounded_and_the_session_lives_on()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(27);
        NetAddress selected = node.SelectedRemote;

        // The peer itself, from ever new addresses, and nobody polls.
        byte[] check = IceAgentTests.Check(viewer, node, nominate: false);
        for (int i = 0; i < 5000; i++)
        {
            node.HandleStun(network.Now, check, IceNetwork.Address(1000 + i));
        }

        Assert.True(node.Counters.PairsEvicted > 4900, $"only {node.Counters.PairsEvicted} addresses were forgotten");
        Assert.True(node.Counters.TransmitsDropped > 4900, $"only {node.Counters.TransmitsDropped} answers were dropped");

        // Strangers, with garbage that begins like STUN.
        SeededRandom random = new(4);
        byte[] garbage = new byte[120];
        for (int i = 0; i < 5000; i++)
        {
            foreach (ref byte b in garbage.AsSpan())
            {
                b = (byte)random.Next(256);
            }

            IceAgentTests.Check(viewer, node, nominate: true).AsSpan(0, random.Next(60)).CopyTo(garbage);
            Assert.False(node.HandleStun(network.Now, garbage.AsSpan(0, random.Next(garbage.Length)), Stranger));
            Assert.False(viewer.HandleStun(network.Now, garbage, Stranger));
        }

        Assert.Equal(selected, node.SelectedRemote);
        network.Run(TimeSpan.FromMinutes(1));
        Assert.Equal((IceState.Connected, IceState.Connected), (node.State, viewer.State));
        Assert.Equal(selected, node.SelectedRemote);
    }

    [Fact]
    public void Answering_a_check_allocates_nothing()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(28);
        byte[] check = IceAgentTests.Check(viewer, node, nominate: true);
        byte[] buffer = new byte[IceAgent.MaxTransmitLength];
        NetAddress from = node.SelectedRemote;
        long before = 0;
        for (int i = 0; i < 1100; i++)
        {
            if (i == 100)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            node.HandleStun(network.Now, check, from);
            node.TryPollTransmit(buffer, out _, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertError(IceAgent agent, int code)
    {
        byte[] buffer = new byte[IceAgent.MaxTransmitLength];
        Assert.True(agent.TryPollTransmit(buffer, out int length, out NetAddress to), $"no {code} was sent");
        Assert.Equal(Stranger, to);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, length), out StunMessage message, out _));
        Assert.Equal(StunClass.Error, message.Class);
        Assert.Equal(code, message.ErrorCode);
        Assert.True(message.CheckFingerprint());
        Assert.False(agent.TryPollTransmit(buffer, out _, out _), "more than one answer");
    }

    private static byte[] Request(string username, string password, bool nominate, ushort extra = 0)
    {
        byte[] buffer = new byte[400];
        StunWriter writer = new(buffer, StunClass.Request, new StunTransactionId(5, 5));
        writer.Add(StunAttribute.Username, Encoding.ASCII.GetBytes(username));
        writer.AddUInt64(StunAttribute.IceControlling, 1);
        writer.AddUInt32(StunAttribute.Priority, uint.MaxValue);
        if (nominate)
        {
            writer.AddFlag(StunAttribute.UseCandidate);
        }

        if (extra != 0)
        {
            writer.Add((StunAttribute)extra, [1, 2, 3]);
        }

        writer.AddIntegrity(Encoding.ASCII.GetBytes(password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    private static byte[] Response(StunClass kind, StunTransactionId id, string? password)
    {
        byte[] buffer = new byte[400];
        StunWriter writer = new(buffer, kind, id);
        if (kind == StunClass.Error)
        {
            writer.AddErrorCode(StunErrorCode.Unauthenticated);
        }
        else
        {
            writer.AddXorMappedAddress(Stranger);
        }

        if (password is not null)
        {
            writer.AddIntegrity(Encoding.ASCII.GetBytes(password));
        }

        writer.AddFingerprint();
        return buffer[..writer.Length];
    }
}
