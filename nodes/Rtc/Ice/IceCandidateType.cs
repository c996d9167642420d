namespace CdnLab.Rtc.Ice;

/// <summary>How a candidate's address was learned (RFC 8445 §5.1.1).</summary>
public enum IceCandidateType
{
    /// <summary>An address of the host itself.</summary>
    Host,

    /// <summary>Learned from a STUN server.</summary>
    ServerReflexive,

    /// <summary>Learned from a check.</summary>
    PeerReflexive,

    /// <summary>On a TURN server.</summary>
    Relayed,
}
