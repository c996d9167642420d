using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>The passage of one traced RTP packet over one direction of a link.</summary>
/// <param name="From">The sending region.</param>
/// <param name="To">The receiving region.</param>
/// <param name="Ssrc">The RTP SSRC.</param>
/// <param name="Sequence">The RTP sequence number.</param>
/// <param name="RtpTimestamp">The RTP timestamp.</param>
/// <param name="Source">Source address and port.</param>
/// <param name="Destination">Destination address and port.</param>
/// <param name="Size">Size of the IP packet in bytes.</param>
/// <param name="In">When the emulator read it from the sending region's device.</param>
/// <param name="Due">When it was to be handed over; <see langword="null"/> when dropped on entry.</param>
/// <param name="Out">When it had been handed over; <see langword="null"/> when dropped or still under way at the end.</param>
/// <param name="Dropped">Why it was dropped, if it was.</param>
public readonly record struct TraceRecord(
    string From,
    string To,
    uint Ssrc,
    ushort Sequence,
    uint RtpTimestamp,
    NetAddress Source,
    NetAddress Destination,
    int Size,
    Instant In,
    Instant? Due,
    Instant? Out,
    DropReason Dropped);
