namespace CdnLab.Rtc.Rtcp;

/// <summary>What a transport feedback says about one packet.</summary>
/// <param name="Sequence">The packet's transport-wide sequence number.</param>
/// <param name="Received">Whether it has arrived.</param>
/// <param name="DeltaTicks">Time since the arrival of the packet received before it in this feedback (the first: since the reference time), in units of 250 µs; 0 when not received.</param>
/// <param name="ArrivalTicks">Arrival on the receiver's clock, in units of 250 µs, modulo its 24-bit reference time; 0 when not received.</param>
public readonly record struct TransportFeedbackStatus(ushort Sequence, bool Received, int DeltaTicks, long ArrivalTicks);
