namespace CdnLab.Rtc.Ice;

/// <summary>What one agent has seen and done since it was made. Owned by the agent's loop.</summary>
public sealed class IceCounters
{
    /// <summary>Authenticated checks of the peer.</summary>
    public long RequestsAccepted { get; internal set; }

    /// <summary>Success responses queued.</summary>
    public long SuccessesSent { get; internal set; }

    /// <summary>Error responses queued.</summary>
    public long ErrorsSent { get; internal set; }

    /// <summary>Checks begun, consent checks apart.</summary>
    public long ChecksSent { get; internal set; }

    /// <summary>Repetitions of checks.</summary>
    public long ChecksRepeated { get; internal set; }

    /// <summary>Consent checks sent.</summary>
    public long ConsentChecksSent { get; internal set; }

    /// <summary>Authenticated success responses to any of our checks.</summary>
    public long ResponsesAccepted { get; internal set; }

    /// <summary>Datagrams that are no STUN message.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Messages without FINGERPRINT or with a wrong one.</summary>
    public long BadFingerprint { get; internal set; }

    /// <summary>Checks without USERNAME or MESSAGE-INTEGRITY: answered with 400.</summary>
    public long MissingCredentials { get; internal set; }

    /// <summary>Checks for another ufrag, or from one that is not the peer's: answered with 401.</summary>
    public long WrongUsername { get; internal set; }

    /// <summary>Checks (answered with 401) and responses (dropped) whose MESSAGE-INTEGRITY is wrong.</summary>
    public long BadIntegrity { get; internal set; }

    /// <summary>Responses to no transaction that is open.</summary>
    public long UnknownTransaction { get; internal set; }

    /// <summary>Responses from another address than the check went to (RFC 8445 §7.2.5.2.1).</summary>
    public long UnexpectedSource { get; internal set; }

    /// <summary>Checks with attributes we had to understand and did not: answered with 420.</summary>
    public long UnknownAttributes { get; internal set; }

    /// <summary>Nominating checks that had come from another address before: dropped.</summary>
    public long ReplayedNominations { get; internal set; }

    /// <summary>Role conflicts, whichever side yielded.</summary>
    public long RoleConflicts { get; internal set; }

    /// <summary>Authenticated error responses other than role conflicts.</summary>
    public long ErrorResponses { get; internal set; }

    /// <summary>Indications, other methods, and messages after the agent's end.</summary>
    public long Ignored { get; internal set; }

    /// <summary>Remote candidates not used: TCP, another component, a name, IPv6 without a socket for it, no room.</summary>
    public long CandidatesIgnored { get; internal set; }

    /// <summary>Addresses forgotten to make room for newer ones.</summary>
    public long PairsEvicted { get; internal set; }

    /// <summary>Times the selected pair changed after the first selection.</summary>
    public long SelectionsMoved { get; internal set; }

    /// <summary>Messages not queued because the owner did not poll.</summary>
    public long TransmitsDropped { get; internal set; }
}
