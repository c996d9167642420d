namespace CdnLab.Media;

/// <summary>
/// Cuts a VP8 picture into RTP payloads of nearly equal size (RFC 7741 §4.4: partitions need not begin a payload).
/// A value without state: ask for payload 0 to <see cref="Count"/> − 1 in any order; nothing is allocated.
/// </summary>
/// <remarks>
/// Equal sizes, because a short last packet costs as many per-packet resources as a full one and a lost one is as expensive.
/// The RTP marker bit belongs on the last payload.
/// </remarks>
public readonly struct Vp8Packetizer
{
    private readonly Vp8PayloadDescriptor _descriptor;
    private readonly int _frameLength;
    private readonly int _small;
    private readonly int _larger;

    /// <summary>Plans the payloads of a picture.</summary>
    /// <param name="frameLength">Length of the picture in bytes, at least 1.</param>
    /// <param name="maxPayload">Largest RTP payload in bytes, descriptor included.</param>
    /// <param name="descriptor">Fields of every payload's descriptor; partition fields are overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">An empty picture, or no room for a byte beside the descriptor.</exception>
    public Vp8Packetizer(int frameLength, int maxPayload, Vp8PayloadDescriptor descriptor = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameLength);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxPayload, descriptor.Length);
        _frameLength = frameLength;
        _descriptor = descriptor with { PartitionIndex = 0, StartsPartition = false };
        int room = maxPayload - descriptor.Length;
        Count = (int)(((long)frameLength + room - 1) / room);
        _small = frameLength / Count;
        _larger = frameLength % Count;
    }

    /// <summary>Number of payloads, at least 1.</summary>
    public int Count { get; }

    /// <summary>Length of each payload's descriptor in bytes.</summary>
    public int DescriptorLength => _descriptor.Length;

    /// <summary>Which of the picture's bytes a payload carries.</summary>
    public (int Offset, int Length) GetRange(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ((index * _small) + Math.Min(index, _larger), _small + (index < _larger ? 1 : 0));
    }

    /// <summary>Whether the payload is the picture's last: the RTP marker bit.</summary>
    public bool IsLast(int index) => index == Count - 1;

    /// <summary>Writes a payload's descriptor.</summary>
    /// <returns><see cref="DescriptorLength"/>.</returns>
    public int WriteDescriptor(int index, Span<byte> destination)
        => (index == 0 ? _descriptor with { StartsPartition = true } : _descriptor).Write(destination);

    /// <summary>Writes a whole payload: descriptor and data.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <param name="frame">The picture; as long as was said to the constructor.</param>
    /// <param name="destination">Room for the largest payload.</param>
    /// <returns>Length of the payload in bytes.</returns>
    public int WritePayload(int index, ReadOnlySpan<byte> frame, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, _frameLength, nameof(frame));
        (int offset, int length) = GetRange(index);
        int at = WriteDescriptor(index, destination);
        frame.Slice(offset, length).CopyTo(destination[at..]);
        return at + length;
    }
}
