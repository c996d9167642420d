using System.Diagnostics.CodeAnalysis;

namespace CdnLab.Rtc.Sdp;

/// <summary>The outcome of a negotiation: a session with its answer, or a refusal.</summary>
public sealed class NegotiationResult
{
    private NegotiationResult(NegotiatedSession? session, SessionDescription? answer, SdpRefusal? refusal)
    {
        Session = session;
        Answer = answer;
        Refusal = refusal;
    }

    /// <summary>Whether there is a session.</summary>
    [MemberNotNullWhen(true, nameof(Session), nameof(Answer))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Refusal is null;

    /// <summary>What was agreed.</summary>
    public NegotiatedSession? Session { get; }

    /// <summary>The answer to send, or the one that was accepted.</summary>
    public SessionDescription? Answer { get; }

    /// <summary>Why nothing was agreed.</summary>
    public SdpRefusal? Refusal { get; }

    internal static NegotiationResult Accept(NegotiatedSession session, SessionDescription answer) => new(session, answer, null);

    internal static NegotiationResult Refuse(SdpRefusal refusal) => new(null, null, refusal);
}
