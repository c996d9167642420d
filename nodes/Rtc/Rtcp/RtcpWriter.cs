using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Rtc.Rtcp;

/// <summary>Builds an RTCP datagram in a buffer, packet by packet.</summary>
/// <remarks>
/// Each Try method returns false, and leaves what was written as it was, when the packet does not fit any more. A compound
/// must begin with a report and a CNAME (RFC 3550 §6.1) unless reduced size was negotiated (<c>a=rtcp-rsize</c>, RFC 5506);
/// another order is the caller's mistake and throws, as do more than 31 blocks or sources in one packet.
/// </remarks>
public ref struct RtcpWriter
{
    private readonly Span<byte> _buffer;
    private bool _anyReport;
    private bool _free;

    /// <summary>Begins an empty datagram.</summary>
    /// <param name="buffer">Where it is built.</param>
    /// <param name="reducedSize">Whether the order of a compound may be left out.</param>
    public RtcpWriter(Span<byte> buffer, bool reducedSize = false)
    {
        _buffer = buffer;
        _free = reducedSize;
        _anyReport = false;
        Length = 0;
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The datagram so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    /// <summary>The part of the buffer that is still free: for packets built elsewhere, to be confirmed with <see cref="Advance"/>.</summary>
    public readonly Span<byte> Free => _buffer[Length..];

    /// <summary>Adds a packet that was written to <see cref="Free"/>, such as a transport feedback.</summary>
    public void Advance(int length)
    {
        RequireReportAndCname();
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % 4, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _buffer.Length - Length);
        Length += length;
    }

    /// <summary>Adds an SR: RFC 3550 §6.4.1.</summary>
    public bool TryWriteSenderReport(scoped in SenderInfo sender, scoped ReadOnlySpan<ReportBlock> reports = default)
    {
        const int Fixed = 4 + RtcpFormat.SenderInfoLength;
        if (!TryBegin(RtcpPacketType.SenderReport, reports.Length, Fixed + (reports.Length * RtcpFormat.ReportBlockLength), out Span<byte> body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], sender.Ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], sender.RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], sender.PacketCount);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], sender.OctetCount);
        WriteReports(body[Fixed..], reports);
        return true;
    }

    /// <summary>Adds an RR: RFC 3550 §6.4.2.</summary>
    public bool TryWriteReceiverReport(uint senderSsrc, scoped ReadOnlySpan<ReportBlock> reports = default)
    {
        if (!TryBegin(RtcpPacketType.ReceiverReport, reports.Length, 4 + (reports.Length * RtcpFormat.ReportBlockLength), out Span<byte> body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        WriteReports(body[4..], reports);
        return true;
    }

    /// <summary>Adds an SDES with one chunk that has a CNAME: RFC 3550 §6.5.1.</summary>
    /// <param name="ssrc">The source.</param>
    /// <param name="cname">Its canonical name in UTF-8, at most 255 bytes.</param>
    public bool TryWriteCname(uint ssrc, scoped ReadOnlySpan<byte> cname)
    {
        // SSRC, item header, text, and at least one null byte.
        int length = (4 + 2 + cname.Length + 4) & ~3;
        if (!TryBegin(RtcpPacketType.SourceDescription, 1, length, out Span<byte> body))
        {
            return false;
        }

        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = RtcpFormat.Cname;
        body[5] = checked((byte)cname.Length);
        cname.CopyTo(body[6..]);
        return true;
    }

    /// <summary>Adds a BYE: RFC 3550 §6.6.</summary>
    /// <param name="sources">The sources that end.</param>
    /// <param name="reason">Why, in UTF-8, at most 255 bytes; may be empty.</param>
    public bool TryWriteGoodbye(scoped ReadOnlySpan<uint> sources, scoped ReadOnlySpan<byte> reason = default)
    {
        int reasonLength = reason.IsEmpty ? 0 : (1 + reason.Length + 3) & ~3;
        if (!TryBegin(RtcpPacketType.Goodbye, sources.Length, (sources.Length * 4) + reasonLength, out Span<byte> body))
        {
            return false;
        }

        WriteSources(body, sources);
        if (!reason.IsEmpty)
        {
            Span<byte> text = body[(sources.Length * 4)..];
            text.Clear();
            text[0] = checked((byte)reason.Length);
            reason.CopyTo(text[1..]);
        }

        return true;
    }

    /// <summary>Adds a generic NACK: RFC 4585 §6.2.1. Most compact when the numbers ascend.</summary>
    /// <param name="senderSsrc">Who misses the packets.</param>
    /// <param name="mediaSsrc">Whose packets they are.</param>
    /// <param name="sequences">Their sequence numbers, at least one.</param>
    public bool TryWriteNack(uint senderSsrc, uint mediaSsrc, scoped ReadOnlySpan<ushort> sequences)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sequences.Length);
        int entries = 0;
        for (int i = 0; i < sequences.Length; entries++)
        {
            i = NackEntry(sequences, i, out _);
        }

        if (!TryBegin(RtcpPacketType.TransportLayerFeedback, RtcpFormat.Nack, 8 + (entries * 4), out Span<byte> body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], mediaSsrc);
        body = body[8..];
        for (int i = 0; i < sequences.Length; body = body[4..])
        {
            BinaryPrimitives.WriteUInt16BigEndian(body, sequences[i]);
            i = NackEntry(sequences, i, out ushort following);
            BinaryPrimitives.WriteUInt16BigEndian(body[2..], following);
        }

        return true;
    }

    /// <summary>Adds a PLI: RFC 4585 §6.3.1.</summary>
    public bool TryWritePictureLoss(uint senderSsrc, uint mediaSsrc)
    {
        if (!TryBegin(RtcpPacketType.PayloadSpecificFeedback, RtcpFormat.PictureLoss, 8, out Span<byte> body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], mediaSsrc);
        return true;
    }

    /// <summary>Adds a FIR: RFC 5104 §4.3.1.</summary>
    public bool TryWriteFullIntraRequest(uint senderSsrc, scoped ReadOnlySpan<FullIntraRequestEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length);
        int length = 8 + (entries.Length * RtcpFullIntraRequest.EntryLength);
        if (!TryBegin(RtcpPacketType.PayloadSpecificFeedback, RtcpFormat.FullIntraRequest, length, out Span<byte> body))
        {
            return false;
        }

        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = body[(8 + (i * RtcpFullIntraRequest.EntryLength))..];
            BinaryPrimitives.WriteUInt32BigEndian(entry, entries[i].Ssrc);
            entry[4] = entries[i].SequenceNumber;
        }

        return true;
    }

    /// <summary>Adds a REMB: draft-alvestrand-rmcat-remb-03 §2.2. The rate is rounded down to 18 significant bits.</summary>
    /// <param name="senderSsrc">Who estimates.</param>
    /// <param name="bitrate">The rate, not negative.</param>
    /// <param name="sources">The sources that share it, at most 255.</param>
    public bool TryWriteRemb(uint senderSsrc, Bitrate bitrate, scoped ReadOnlySpan<uint> sources)
    {
        byte count = checked((byte)sources.Length);
        ulong mantissa = checked((ulong)bitrate.BitsPerSecond);
        if (!TryBegin(RtcpPacketType.PayloadSpecificFeedback, RtcpFormat.ApplicationLayer, 16 + (sources.Length * 4), out Span<byte> body))
        {
            return false;
        }

        int exponent = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount(mantissa) - 18);
        mantissa >>= exponent;
        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], RtcpFormat.RembIdentifier);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], ((uint)count << 24) | ((uint)exponent << 18) | (uint)mantissa);
        WriteSources(body[16..], sources);
        return true;
    }

    private bool TryBegin(RtcpPacketType type, int count, int bodyLength, out Span<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RtcpFormat.MaximumCount);
        bool report = type is RtcpPacketType.SenderReport or RtcpPacketType.ReceiverReport;
        bool cname = type == RtcpPacketType.SourceDescription && _anyReport;
        if (!report && !cname)
        {
            RequireReportAndCname();
        }

        body = default;
        int length = RtcpFormat.HeaderLength + bodyLength;
        if (length > _buffer.Length - Length)
        {
            return false;
        }

        Span<byte> packet = _buffer.Slice(Length, length);
        packet[0] = (byte)(0x80 | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((length / 4) - 1));
        body = packet[RtcpFormat.HeaderLength..];
        Length += length;
        _anyReport |= report;
        _free |= cname;
        return true;
    }

    private readonly void RequireReportAndCname()
    {
        if (!_free)
        {
            throw new InvalidOperationException("A compound RTCP datagram begins with a report and a CNAME, unless reduced size was negotiated.");
        }
    }

    private static void WriteReports(Span<byte> body, ReadOnlySpan<ReportBlock> reports)
    {
        for (int i = 0; i < reports.Length; i++)
        {
            reports[i].Write(body[(i * RtcpFormat.ReportBlockLength)..]);
        }
    }

    private static void WriteSources(Span<byte> body, ReadOnlySpan<uint> sources)
    {
        for (int i = 0; i < sources.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body[(i * 4)..], sources[i]);
        }
    }

    /// <summary>Collects what one entry can hold beside its first number; returns where the next entry begins.</summary>
    private static int NackEntry(ReadOnlySpan<ushort> sequences, int first, out ushort following)
    {
        following = 0;
        int next = first + 1;
        for (; next < sequences.Length; next++)
        {
            int distance = (ushort)(sequences[next] - sequences[first]);
            if (distance > 16)
            {
                break;
            }

            if (distance > 0)
            {
                following |= (ushort)(1 << (distance - 1));
            }
        }

        return next;
    }
}
