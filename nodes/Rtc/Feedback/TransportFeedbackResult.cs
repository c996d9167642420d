namespace CdnLab.Rtc.Feedback;

/// <summary>What one feedback message told a sender that it did not know.</summary>
/// <param name="Acked">Packets now known to have arrived.</param>
/// <param name="AckedBytes">Their bytes.</param>
/// <param name="Lost">Packets now reported as not received. One may still arrive and be acked by a later message.</param>
/// <param name="Unknown">Packets that the history does not hold: never sent, or too long ago.</param>
/// <param name="LatestSentAcked">When the last-sent of the acked packets was sent; <see cref="Core.Instant.Zero"/> when none.</param>
public readonly record struct TransportFeedbackResult(int Acked, long AckedBytes, int Lost, int Unknown, Core.Instant LatestSentAcked);
