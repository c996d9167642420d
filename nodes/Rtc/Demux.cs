namespace CdnLab.Rtc;

/// <summary>Tells the protocols that share one UDP port apart.</summary>
public static class Demux
{
    /// <summary>Classifies a datagram by its first two bytes.</summary>
    /// <returns>
    /// The kind; <see cref="DatagramKind.Unknown"/> for everything outside the registered ranges. Nothing is validated:
    /// the protocol's own parser has the last word.
    /// </returns>
    /// <remarks>
    /// RFC 7983 §7, first byte: 0–3 STUN, 20–63 DTLS, 128–191 RTP and RTCP (RFC 9443 keeps these ranges). Among the last,
    /// RFC 5761 §4: a second byte of 192–223, marker bit included, is an RTCP packet type. Any thread.
    /// </remarks>
    public static DatagramKind Classify(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < 2)
        {
            return DatagramKind.Unknown;
        }

        return datagram[0] switch
        {
            <= 3 => DatagramKind.Stun,
            >= 20 and <= 63 => DatagramKind.Dtls,
            >= 128 and <= 191 => datagram[1] is >= 192 and <= 223 ? DatagramKind.Rtcp : DatagramKind.Rtp,
            _ => DatagramKind.Unknown,
        };
    }
}
