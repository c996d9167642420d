namespace CdnLab.Media;

/// <summary>Reads a stream from front to back and knows where it is.</summary>
internal sealed class OffsetReader(Stream stream, bool leaveOpen) : IDisposable
{
    /// <summary>Bytes read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Fills the buffer.</summary>
    /// <returns>False when the stream had ended before the first byte.</returns>
    /// <exception cref="MediaFormatException">The stream ends inside the buffer.</exception>
    public bool TryFill(Span<byte> buffer, string what)
    {
        long start = Offset;
        int got = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Offset += got;
        if (got == 0 && buffer.Length > 0)
        {
            return false;
        }

        return got == buffer.Length
            ? true
            : throw new MediaFormatException($"{what}: {got} bytes left, {buffer.Length} expected", start);
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="MediaFormatException">The stream ends before or inside the buffer.</exception>
    public void Fill(Span<byte> buffer, string what)
    {
        if (!TryFill(buffer, what))
        {
            throw new MediaFormatException($"{what}: nothing left, {buffer.Length} bytes expected", Offset);
        }
    }

    public void Dispose()
    {
        if (!leaveOpen)
        {
            stream.Dispose();
        }
    }
}
