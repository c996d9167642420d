using System.Text;
using CdnLab.Core;
using CdnLab.Fuzz.Tests.Targets;
using CdnLab.Rtc.Ice;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>STUN messages: the published ones, and what two agents with the target's credentials say to each other.</summary>
internal static class StunCases
{
    private static readonly byte[] NodeKey = Encoding.ASCII.GetBytes(IceAgentTarget.Node.Password);
    private static readonly string User = $"{IceAgentTarget.Node.Ufrag}:{IceAgentTarget.Viewer.Ufrag}";

    public static void Write()
    {
        Corpus.Write("stun", "rfc5769-request", "RFC 5769 section 2.1", Convert.FromHexString(
            "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36"
            + "000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"));
        Corpus.Write("stun", "rfc5769-ipv4-response", "RFC 5769 section 2.2", Convert.FromHexString(
            "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643"
            + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"));
        Corpus.Write("stun", "rfc5769-ipv6-response", "RFC 5769 section 2.3", Convert.FromHexString(
            "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"));

        byte[] buffer = new byte[512];
        var error = new StunWriter(buffer, StunClass.Error, new StunTransactionId(1, 2));
        error.AddErrorCode(StunErrorCode.RoleConflict);
        error.AddFingerprint();
        Corpus.Write("stun", "error-487", "role conflict, with fingerprint", buffer.AsSpan(0, error.Length));

        var many = new StunWriter(buffer, StunClass.Request, new StunTransactionId(3, 4));
        for (ushort i = 0; i < 12; i++)
        {
            many.Add((StunAttribute)(0x7000 + i), [(byte)i]);
        }

        many.AddFingerprint();
        Corpus.Write("stun", "unknown-attributes", "twelve attributes that must be understood and are not", buffer.AsSpan(0, many.Length));

        Check("ice-agent", "nominating-check", "a check that the node's agent accepts and that nominates", IceRoleOf.Controlling, nominates: true);
        Check("ice-agent", "plain-check", "a check without USE-CANDIDATE", IceRoleOf.Controlling, nominates: false);
        Check("ice-agent", "role-conflict", "a check of a controlled agent to a lite one", IceRoleOf.Controlled, nominates: false);
        Check("ice-agent", "unknown-required", "an attribute that must be understood and is not", IceRoleOf.Controlling, nominates: false, unknown: 0x7ABC);
        Responses();
    }

    private static void Check(string folder, string name, string comment, IceRoleOf role, bool nominates, ushort unknown = 0)
    {
        byte[] buffer = new byte[512];
        var writer = new StunWriter(buffer, StunClass.Request, new StunTransactionId(5, 6));
        writer.Add(StunAttribute.Username, Encoding.ASCII.GetBytes(User));
        writer.AddUInt32(StunAttribute.Priority, IceCandidate.ComputePriority(IceCandidateType.PeerReflexive, 65535));
        writer.AddUInt64(role == IceRoleOf.Controlling ? StunAttribute.IceControlling : StunAttribute.IceControlled, 77);
        if (nominates)
        {
            writer.AddFlag(StunAttribute.UseCandidate);
        }

        if (unknown != 0)
        {
            writer.Add((StunAttribute)unknown, [1, 2, 3]);
        }

        writer.AddIntegrity(NodeKey);
        writer.AddFingerprint();
        Corpus.Write(folder, name, comment, buffer.AsSpan(0, writer.Length));
    }

    /// <summary>Answers to the first check of the target's viewer, whose transaction id is always the same.</summary>
    private static void Responses()
    {
        var now = new Instant(1_000_000_000);
        IceAgent viewer = IceAgentTarget.NewViewer(now);
        viewer.HandleTimeout(now);
        byte[] check = new byte[IceAgent.MaxTransmitLength];
        viewer.TryPollTransmit(check, out int length, out _);
        Corpus.Write("ice-agent", "own-first-check", "the viewer's own first check", check.AsSpan(0, length));

        var node = new IceAgent(IceRole.Lite, IceAgentTarget.Node, new byte[32]);
        node.SetRemote(now, IceAgentTarget.Viewer);
        node.HandleStun(now, check.AsSpan(0, length), NetAddress.FromIPv4(0x0A000007, 5000));
        byte[] answer = new byte[IceAgent.MaxTransmitLength];
        node.TryPollTransmit(answer, out int answerLength, out _);
        Corpus.Write("ice-agent", "success-to-first-check", "the node's answer to it", answer.AsSpan(0, answerLength));

        StunMessage.TryParse(check.AsSpan(0, length), out StunMessage message, out _);
        foreach (int code in (int[])[StunErrorCode.RoleConflict, StunErrorCode.Unauthenticated])
        {
            var error = new StunWriter(answer, StunClass.Error, message.TransactionId);
            error.AddErrorCode(code);
            error.AddIntegrity(NodeKey);
            error.AddFingerprint();
            Corpus.Write("ice-agent", $"error-{code}-to-first-check", "an authentic refusal of it", answer.AsSpan(0, error.Length));
        }
    }

    private enum IceRoleOf
    {
        Controlling,
        Controlled,
    }
}
