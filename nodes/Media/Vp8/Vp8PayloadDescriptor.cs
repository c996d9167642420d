namespace CdnLab.Media;

/// <summary>The VP8 payload descriptor, the first bytes of each VP8 RTP payload (RFC 7741 §4.2).</summary>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7
/// |X|R|N|S|R| PID |   always
/// |I|L|T|K|  RSV  |   if X
/// |M| PictureID   |   if I; with M a second byte follows and the number has 15 bits
/// |   TL0PICIDX   |   if L
/// |TID|Y| KEYIDX  |   if T or K
/// </code>
/// </remarks>
public readonly record struct Vp8PayloadDescriptor
{
    /// <summary>Longest descriptor in bytes.</summary>
    public const int MaxLength = 6;

    /// <summary>Largest 15-bit picture number.</summary>
    public const int MaxPictureId = 0x7FFF;

    /// <summary>N: no other picture refers to this one, so it can be left out.</summary>
    public bool IsDiscardable { get; init; }

    /// <summary>S: the payload begins a partition.</summary>
    public bool StartsPartition { get; init; }

    /// <summary>PID: index of the partition of the payload's first byte, 0 to 7.</summary>
    public byte PartitionIndex { get; init; }

    /// <summary>Picture number, 0 to 32767; null when absent.</summary>
    public ushort? PictureId { get; init; }

    /// <summary>M: the picture number takes two bytes although it may be below 128. One above always does.</summary>
    public bool HasLongPictureId { get; init; }

    /// <summary>Counts pictures of the lowest temporal layer, modulo 256; null when absent.</summary>
    public byte? Tl0PicIdx { get; init; }

    /// <summary>Temporal layer, 0 (lowest) to 3; null when absent.</summary>
    public byte? TemporalId { get; init; }

    /// <summary>Y: refers to the lowest layer only, so a receiver may switch up here. Has a meaning with <see cref="TemporalId"/>.</summary>
    public bool IsLayerSync { get; init; }

    /// <summary>Counts key frames, modulo 32; null when absent.</summary>
    public byte? KeyIndex { get; init; }

    /// <summary>Whether the payload begins a picture: S is set and PID is 0.</summary>
    public bool StartsFrame => StartsPartition && PartitionIndex == 0;

    /// <summary>Bytes that <see cref="Write"/> writes, 1 to 6.</summary>
    public int Length
    {
        get
        {
            int extension = (PictureId is null ? 0 : IsPictureIdLong ? 2 : 1)
                + (Tl0PicIdx is null ? 0 : 1)
                + (TemporalId is null && KeyIndex is null ? 0 : 1);
            return extension == 0 ? 1 : 2 + extension;
        }
    }

    private bool IsPictureIdLong => HasLongPictureId || PictureId > 0x7F;

    /// <summary>Reads the descriptor of an RTP payload.</summary>
    /// <param name="payload">RTP payload, any bytes.</param>
    /// <param name="descriptor">The fields.</param>
    /// <param name="length">Bytes it takes; the VP8 data begins there. May be more than <see cref="Length"/>: an extension byte
    /// that announces nothing is not written again.</param>
    /// <returns>False when the payload ends inside the descriptor.</returns>
    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8PayloadDescriptor descriptor, out int length)
    {
        descriptor = default;
        length = 0;
        if (payload.IsEmpty)
        {
            return false;
        }

        byte first = payload[0];
        int at = 1;
        byte present = 0;
        ushort? pictureId = null;
        bool isLong = false;
        byte? tl0PicIdx = null;
        byte? temporalId = null;
        byte? keyIndex = null;
        bool isLayerSync = false;
        if ((first & 0x80) != 0)
        {
            if (payload.Length < 2)
            {
                return false;
            }

            present = payload[1];
            at = 2;
        }

        if ((present & 0x80) != 0)
        {
            if (payload.Length <= at)
            {
                return false;
            }

            isLong = (payload[at] & 0x80) != 0;
            if (isLong && payload.Length <= at + 1)
            {
                return false;
            }

            pictureId = isLong ? (ushort)(((payload[at] & 0x7F) << 8) | payload[at + 1]) : payload[at];
            at += isLong ? 2 : 1;
        }

        if ((present & 0x40) != 0)
        {
            if (payload.Length <= at)
            {
                return false;
            }

            tl0PicIdx = payload[at++];
        }

        if ((present & 0x30) != 0)
        {
            if (payload.Length <= at)
            {
                return false;
            }

            byte last = payload[at++];
            if ((present & 0x20) != 0)
            {
                temporalId = (byte)(last >> 6);
                isLayerSync = (last & 0x20) != 0;
            }

            if ((present & 0x10) != 0)
            {
                keyIndex = (byte)(last & 0x1F);
            }
        }

        descriptor = new Vp8PayloadDescriptor
        {
            IsDiscardable = (first & 0x20) != 0,
            StartsPartition = (first & 0x10) != 0,
            PartitionIndex = (byte)(first & 7),
            PictureId = pictureId,
            HasLongPictureId = isLong,
            Tl0PicIdx = tl0PicIdx,
            TemporalId = temporalId,
            IsLayerSync = isLayerSync,
            KeyIndex = keyIndex,
        };
        length = at;
        return true;
    }

    /// <summary>Writes the descriptor.</summary>
    /// <returns>Bytes written: <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Length"/>.</exception>
    public int Write(Span<byte> destination)
    {
        int length = Length;
        if (destination.Length < length)
        {
            throw new ArgumentException($"{destination.Length} bytes of room, {length} needed", nameof(destination));
        }

        int first = (IsDiscardable ? 0x20 : 0) | (StartsPartition ? 0x10 : 0) | (PartitionIndex & 7);
        if (length == 1)
        {
            destination[0] = (byte)first;
            return 1;
        }

        destination[0] = (byte)(first | 0x80);
        destination[1] = (byte)((PictureId is null ? 0 : 0x80) | (Tl0PicIdx is null ? 0 : 0x40)
            | (TemporalId is null ? 0 : 0x20) | (KeyIndex is null ? 0 : 0x10));
        int at = 2;
        if (PictureId is ushort id)
        {
            if (IsPictureIdLong)
            {
                destination[at++] = (byte)(0x80 | (id >> 8));
            }

            destination[at++] = (byte)id;
        }

        if (Tl0PicIdx is byte tl0)
        {
            destination[at++] = tl0;
        }

        if (TemporalId is not null || KeyIndex is not null)
        {
            destination[at++] = (byte)(((TemporalId ?? 0) << 6) | (IsLayerSync ? 0x20 : 0) | ((KeyIndex ?? 0) & 0x1F));
        }

        return at;
    }
}
