using CdnLab.Core;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Sending;

/// <summary>Where one session's RTCP goes: written into the sink, protected in place, sent.</summary>
public readonly ref struct RtcpOutlet(IDatagramSink sink, SrtpSession srtp, NetAddress to, ReadOnlySpan<byte> cname)
{
    // Leaves room for the SRTCP index and tag, and keeps the datagram below any path's MTU.
    private const int MaximumLength = 1160;

    /// <summary>The canonical name that all of this node's streams share (RFC 7022).</summary>
    public ReadOnlySpan<byte> Cname { get; } = cname;

    /// <summary>Where the next RTCP datagram is written.</summary>
    public Span<byte> Buffer => sink.Next[..MaximumLength];

    /// <summary>Protects and sends what was written into <see cref="Buffer"/>.</summary>
    public void Send(int length)
    {
        if (length > 0)
        {
            sink.Commit(srtp.ProtectRtcp(sink.Next, length), to);
        }
    }
}
