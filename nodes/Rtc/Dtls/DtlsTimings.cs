namespace CdnLab.Rtc.Dtls;

/// <summary>Timers of the handshake.</summary>
/// <param name="InitialRetransmit">
/// First wait before a flight is sent again. RFC 6347 §4.2.4.1 says one second; a path that ICE has just checked is known
/// to answer, and a needless repetition costs one datagram.
/// </param>
/// <param name="MaximumRetransmit">The wait doubles up to this.</param>
/// <param name="HandshakeLimit">From <see cref="DtlsEndpoint.Start"/> to <see cref="DtlsFailure.Timeout"/>.</param>
public sealed record DtlsTimings(TimeSpan InitialRetransmit, TimeSpan MaximumRetransmit, TimeSpan HandshakeLimit)
{
    /// <summary>100 ms, doubling up to 2 s, 10 s in all.</summary>
    public static DtlsTimings Default { get; } =
        new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
}
