using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>A remote address seen from our one base, with the check that runs on it (RFC 8445 §6.1.2.2).</summary>
internal sealed class IcePair(IceGeneration generation, NetAddress remote, uint priority)
{
    public IceGeneration Generation { get; } = generation;

    public NetAddress Remote { get; } = remote;

    // The remote candidate's; the local candidate is the same for all pairs, so this alone orders them.
    public uint Priority { get; set; } = priority;

    public IcePairState State { get; set; } = IcePairState.Waiting;

    // A check of the peer asks for one of ours on the same pair (RFC 8445 §7.3.1.4).
    public bool Triggered { get; set; }

    // The peer nominated this pair at least once.
    public bool Nominated { get; set; }

    // The peer's latest check on this pair carried USE-CANDIDATE.
    public bool LastCheckNominated { get; set; }

    public Instant LastHeard { get; set; } = Instant.Zero;

    // The check under way, if any.
    public bool CheckActive { get; set; }

    public StunTransactionId TransactionId { get; set; }

    public bool CheckNominates { get; set; }

    public bool CheckControlling { get; set; }

    public Instant FirstSentAt { get; set; }

    public Instant LastSentAt { get; set; }

    public Instant RepeatAt { get; set; } = Instant.Never;

    public TimeSpan Rto { get; set; }

    public int Transmissions { get; set; }

    public void EndCheck()
    {
        CheckActive = false;
        RepeatAt = Instant.Never;
    }
}
