namespace CdnLab.Rtc.Rtcp;

/// <summary>One request for a key frame inside a FIR.</summary>
/// <param name="Ssrc">The source that shall send one.</param>
/// <param name="SequenceNumber">Distinguishes a new request from a repetition of the previous one.</param>
/// <remarks>RFC 5104 §4.3.1.1.</remarks>
public readonly record struct FullIntraRequestEntry(uint Ssrc, byte SequenceNumber);
