namespace CdnLab.Rtc.Dtls;

/// <summary>
/// Records to send, packed into datagrams on the way out. Those already sent stay until <see cref="Clear"/>, so that a
/// flight can be sent again.
/// </summary>
/// <remarks>
/// Records of epoch 0 get a new sequence number every time they are sent, from a counter that all records of the
/// association share (RFC 6347 §4.1). They are not encrypted, so nothing else in them depends on it. With the old number
/// a peer that dropped a record as too early (a ChangeCipherSpec that overtook the Certificate) would drop the repetition
/// as a replay, and the handshake would never end. The one record of epoch 1, the Finished at the end of a flight, gives way
/// to a spare copy with a new number as long as there are any: a server that is through answers a repeated Finished, but not
/// a replayed record. Without spares (the server's own Finished) it is sent again byte for byte, which does: a client that
/// has it does not need it again.
/// </remarks>
internal sealed class RecordQueue
{
    private readonly Queue<byte[]> _spares = new();
    private byte[] _bytes = [];
    private int _last;
    private int _length;
    private int _next;

    /// <summary>Whether nothing is kept, sent or not.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        _length = _next = _last = 0;
        _spares.Clear();
    }

    /// <summary>Makes all records wait to be sent again.</summary>
    public void Rewind()
    {
        _next = 0;
        if (_spares.TryDequeue(out byte[]? spare))
        {
            spare.CopyTo(_bytes, _last);
        }
    }

    /// <summary>Adds a copy of the last record that has another sequence number; what is no such copy is not kept.</summary>
    public void AddSpare(ReadOnlySpan<byte> record)
    {
        if (record.Length == _length - _last)
        {
            _spares.Enqueue(record.ToArray());
        }
    }

    /// <summary>Adds one whole record.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        if (_bytes.Length - _length < record.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + record.Length, Math.Max(1024, _bytes.Length * 2)));
        }

        record.CopyTo(_bytes.AsSpan(_length));
        _last = _length;
        _length += record.Length;
    }

    /// <summary>Copies as many waiting records as fit into one datagram.</summary>
    /// <param name="datagram">As long as a datagram may be.</param>
    /// <param name="sequence">Next sequence number of epoch 0; moved on.</param>
    /// <returns>Length of the datagram, 0 when nothing waits.</returns>
    public int Take(Span<byte> datagram, ref ulong sequence)
    {
        int length = 0;
        while (_next < _length && DtlsRecord.TryParse(_bytes.AsSpan(_next, _length - _next), out DtlsRecord record))
        {
            if (record.Length > datagram.Length - length)
            {
                break;
            }

            Span<byte> target = datagram.Slice(length, record.Length);
            _bytes.AsSpan(_next, record.Length).CopyTo(target);
            if (record.Epoch == 0)
            {
                DtlsRecord.WriteSequence(target, sequence++);
            }

            length += record.Length;
            _next += record.Length;
        }

        return length;
    }
}
