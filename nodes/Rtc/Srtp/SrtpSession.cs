using System.Buffers.Binary;

namespace CdnLab.Rtc.Srtp;

/// <summary>Protects what one peer is sent and unprotects what it sends, RTP and RTCP (RFC 3711, RFC 7714).</summary>
/// <remarks>
/// Nothing is allocated per packet; a source heard for the first time may allocate its state. Owned by one loop. No MKI, no
/// re-keying: DTLS-SRTP in WebRTC has neither.
/// </remarks>
public sealed class SrtpSession : IDisposable
{
    /// <summary>By how much a protected RTP packet is longer at most, whatever the profile.</summary>
    public const int MaxRtpOverhead = 16;

    /// <summary>By how much a protected RTCP packet is longer at most, whatever the profile.</summary>
    public const int MaxRtcpOverhead = MaxRtpOverhead + 4;

    /// <summary>
    /// Sources of a peer that are remembered, for RTP and RTCP each. Simulcast with RTX and sound has about eight. Only
    /// authentic packets add one, and none is ever forgotten, because forgetting would let its packets be replayed.
    /// </summary>
    public const int MaximumSources = 128;

    private const int RtpHeaderLength = 12;
    private const int RtcpHeaderLength = 8;
    private const uint LastRtcpIndex = 0x7FFF_FFFF;

    private readonly SrtpTransform _local;
    private readonly SrtpTransform _remote;
    private readonly ReplayTable _rtpSources = new(MaximumSources);
    private readonly ReplayTable _rtcpSources = new(MaximumSources);
    private readonly long[] _results = new long[(int)UnprotectResult.TooManySources + 1];
    private uint _rtcpIndex;

    /// <summary>Derives the session keys. The master keys are not kept.</summary>
    /// <param name="profile">The profile agreed on.</param>
    /// <param name="local">Keys for what this side sends.</param>
    /// <param name="remote">Keys for what the peer sends.</param>
    public SrtpSession(SrtpProfile profile, SrtpMasterKeys local, SrtpMasterKeys remote)
        : this(profile, local, remote, allowIntrinsics: true)
    {
    }

    internal SrtpSession(SrtpProfile profile, SrtpMasterKeys local, SrtpMasterKeys remote, bool allowIntrinsics)
        : this(profile, Create(profile, local, allowIntrinsics), Create(profile, remote, allowIntrinsics))
    {
    }

    /// <summary>Takes transforms under session keys that are known: published test vectors give those.</summary>
    internal SrtpSession(SrtpProfile profile, SrtpTransform local, SrtpTransform remote, uint rtcpIndex = 0)
    {
        Profile = profile;
        _local = local;
        _remote = remote;
        _rtcpIndex = rtcpIndex;
    }

    /// <summary>The profile.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>How many received packets, RTP and RTCP, came out as the given result.</summary>
    public long Count(UnprotectResult result) => _results[(int)result];

    /// <summary>Encrypts one RTP packet.</summary>
    /// <param name="destination">Begins with the RTP header; takes ciphertext and tag behind it.</param>
    /// <param name="headerLength">Length of the header with CSRCs and extensions, at least 12.</param>
    /// <param name="payload">Elsewhere, or already in its place behind the header; not overlapping otherwise.</param>
    /// <param name="rolloverCounter">
    /// How often the sequence number of this SSRC has wrapped. The caller counts, and never sends two different packets
    /// under the same SSRC, counter and sequence number: with GCM that gives the authentication key away.
    /// </param>
    /// <returns>Length of the SRTP packet.</returns>
    /// <exception cref="ArgumentException">The destination is too short for header, payload and tag.</exception>
    /// <remarks>RFC 3711 §3.3, RFC 7714 §8.</remarks>
    public int ProtectRtp(Span<byte> destination, int headerLength, ReadOnlySpan<byte> payload, uint rolloverCounter)
    {
        int length = headerLength + payload.Length + _local.TagLength;
        if (headerLength < RtpHeaderLength || destination.Length < length)
        {
            throw new ArgumentException(
                $"A header of {headerLength} and a payload of {payload.Length} bytes need {length}, not {destination.Length}.", nameof(destination));
        }

        ushort sequence = BinaryPrimitives.ReadUInt16BigEndian(destination[2..]);
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(destination[8..]);
        _local.SealRtp(destination[..length], headerLength, payload, ssrc, ((ulong)rolloverCounter << 16) | sequence);
        return length;
    }

    /// <summary>Encrypts one RTCP packet, simple or compound, in place.</summary>
    /// <param name="buffer">Begins with the packet and has room for <see cref="MaxRtcpOverhead"/> more.</param>
    /// <param name="length">Length of the packet, at least 8.</param>
    /// <returns>Length of the SRTCP packet.</returns>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    /// <exception cref="InvalidOperationException">2^31 packets were sent; the keys are used up (RFC 3711 §9.2).</exception>
    /// <remarks>RFC 3711 §3.4, RFC 7714 §9. One index for all sources of this side: each sees it growing, as it must.</remarks>
    public int ProtectRtcp(Span<byte> buffer, int length)
    {
        int total = length + _local.TagLength + 4;
        if (length < RtcpHeaderLength || buffer.Length < total)
        {
            throw new ArgumentException($"An RTCP packet of {length} bytes needs {total}, not {buffer.Length}.", nameof(buffer));
        }

        if (_rtcpIndex > LastRtcpIndex)
        {
            throw new InvalidOperationException("All 2^31 SRTCP indices of this session are used up.");
        }

        _local.SealRtcp(buffer[..total], length, BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]), _rtcpIndex++);
        return total;
    }

    /// <summary>Authenticates an SRTP packet and decrypts it in place.</summary>
    /// <param name="packet">One whole SRTP packet; on success it begins with the RTP packet.</param>
    /// <param name="length">Length of the RTP packet, in bytes; 0 when the packet is dropped.</param>
    /// <returns>
    /// <see cref="UnprotectResult.Ok"/>, or why it is dropped. A dropped packet leaves rollover counter and replay window as
    /// they were; the bytes of one with a bad tag are of no further use.
    /// </returns>
    /// <remarks>RFC 3711 §3.3; replay window §3.3.2. A source is first heard under rollover counter 0.</remarks>
    public UnprotectResult UnprotectRtp(Span<byte> packet, out int length)
    {
        UnprotectResult result = OpenRtp(packet);
        length = result == UnprotectResult.Ok ? packet.Length - _remote.TagLength : 0;
        _results[(int)result]++;
        return result;
    }

    /// <summary>Authenticates an SRTCP packet and decrypts it in place.</summary>
    /// <param name="packet">One whole SRTCP packet; on success it begins with the RTCP packet.</param>
    /// <param name="length">Length of the RTCP packet, in bytes; 0 when the packet is dropped.</param>
    /// <returns>As <see cref="UnprotectRtp"/>.</returns>
    /// <remarks>RFC 3711 §3.4. A packet that is authentic but not encrypted (E flag clear) is accepted.</remarks>
    public UnprotectResult UnprotectRtcp(Span<byte> packet, out int length)
    {
        UnprotectResult result = OpenRtcp(packet);
        length = result == UnprotectResult.Ok ? packet.Length - _remote.TagLength - 4 : 0;
        _results[(int)result]++;
        return result;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        _local.Dispose();
        _remote.Dispose();
    }

    private static SrtpTransform Create(SrtpProfile profile, SrtpMasterKeys keys, bool allowIntrinsics)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Profile == profile
            ? SrtpTransform.Create(keys, allowIntrinsics)
            : throw new ArgumentException($"Keys of {keys.Profile} in a session of {profile}.", nameof(keys));
    }

    private UnprotectResult OpenRtp(Span<byte> packet)
    {
        if (packet.Length < RtpHeaderLength + _remote.TagLength)
        {
            return UnprotectResult.TooShort;
        }

        if (!TryMeasureHeader(packet[..^_remote.TagLength], out int headerLength))
        {
            return UnprotectResult.Malformed;
        }

        ushort sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        int place = _rtpSources.Find(ssrc);
        ulong index = sequence;
        if (place >= 0)
        {
            long estimate = _rtpSources[place].Estimate(sequence);
            index = (ulong)estimate;
            if (estimate < 0 || !_rtpSources[place].IsNew(index))
            {
                return UnprotectResult.Replayed;
            }
        }
        else if (_rtpSources.IsFull)
        {
            return UnprotectResult.TooManySources;
        }

        if (!_remote.OpenRtp(packet, headerLength, ssrc, index))
        {
            return UnprotectResult.BadTag;
        }

        Remember(_rtpSources, place, ssrc, index);
        return UnprotectResult.Ok;
    }

    private UnprotectResult OpenRtcp(Span<byte> packet)
    {
        if (packet.Length < RtcpHeaderLength + _remote.TagLength + 4)
        {
            return UnprotectResult.TooShort;
        }

        if (packet[0] >> 6 != 2)
        {
            return UnprotectResult.Malformed;
        }

        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        uint indexWord = BinaryPrimitives.ReadUInt32BigEndian(packet[^_remote.IndexFromEnd..]);
        uint index = indexWord & LastRtcpIndex;
        int place = _rtcpSources.Find(ssrc);
        if (place >= 0 && !_rtcpSources[place].IsNew(index))
        {
            return UnprotectResult.Replayed;
        }

        if (place < 0 && _rtcpSources.IsFull)
        {
            return UnprotectResult.TooManySources;
        }

        if (!_remote.OpenRtcp(packet, ssrc, indexWord))
        {
            return UnprotectResult.BadTag;
        }

        Remember(_rtcpSources, place, ssrc, index);
        return UnprotectResult.Ok;
    }

    private static void Remember(ReplayTable sources, int place, uint ssrc, ulong index)
    {
        if (place >= 0)
        {
            sources[place].Accept(index);
        }
        else
        {
            sources.Add(ssrc, index);
        }
    }

    /// <summary>Length of the RTP header with CSRCs and extension (RFC 3550 §5.1, §5.3.1), which stays in the clear.</summary>
    private static bool TryMeasureHeader(ReadOnlySpan<byte> packet, out int length)
    {
        length = RtpHeaderLength + ((packet[0] & 0x0F) * 4);
        if (packet[0] >> 6 != 2)
        {
            return false;
        }

        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < length + 4)
            {
                return false;
            }

            length += 4 + (BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]) * 4);
        }

        return length <= packet.Length;
    }
}
