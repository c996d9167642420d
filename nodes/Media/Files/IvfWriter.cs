using System.Buffers.Binary;
using System.Text;

namespace CdnLab.Media;

/// <summary>Writes IVF (layout: <see cref="IvfReader"/>).</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class IvfWriter : IDisposable
{
    private const int FrameCountOffset = 24;

    private readonly Stream _stream;
    private readonly long _start;
    private readonly bool _leaveOpen;
    private bool _disposed;

    /// <summary>Writes the file header.</summary>
    /// <param name="stream">Written from its present position; when it can seek, <see cref="Dispose"/> enters the frame count.</param>
    /// <param name="fourCc">Four ASCII characters, such as "VP80".</param>
    /// <param name="width">Pixels, 1 to 65535.</param>
    /// <param name="height">Pixels, 1 to 65535.</param>
    /// <param name="timeBaseDenominator">Timestamps count in units of numerator/denominator seconds.</param>
    /// <param name="timeBaseNumerator">See <paramref name="timeBaseDenominator"/>.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the stream open.</param>
    public IvfWriter(
        Stream stream, string fourCc, int width, int height, uint timeBaseDenominator, uint timeBaseNumerator = 1, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fourCc);
        ArgumentOutOfRangeException.ThrowIfZero(timeBaseDenominator);
        ArgumentOutOfRangeException.ThrowIfZero(timeBaseNumerator);
        if (fourCc.Length != 4 || !Ascii.IsValid(fourCc))
        {
            throw new ArgumentException($"'{fourCc}' is not four ASCII characters", nameof(fourCc));
        }

        _stream = stream;
        _leaveOpen = leaveOpen;
        _start = stream.CanSeek ? stream.Position : 0;

        Span<byte> header = stackalloc byte[IvfReader.FileHeaderLength];
        header.Clear();
        "DKIF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], IvfReader.FileHeaderLength);
        Encoding.ASCII.GetBytes(fourCc, header[8..]);
        BinaryPrimitives.WriteUInt16LittleEndian(header[12..], checked((ushort)width));
        BinaryPrimitives.WriteUInt16LittleEndian(header[14..], checked((ushort)height));
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], timeBaseDenominator);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], timeBaseNumerator);
        _stream.Write(header);
    }

    /// <summary>Frames written so far.</summary>
    public uint FrameCount { get; private set; }

    /// <summary>Appends one encoded picture.</summary>
    public void WriteFrame(ulong timestamp, ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, IvfReader.MaxFrameLength);
        Span<byte> header = stackalloc byte[IvfReader.FrameHeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)data.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[4..], timestamp);
        _stream.Write(header);
        _stream.Write(data);
        FrameCount++;
    }

    /// <summary>Enters the frame count where the stream can seek, and closes it unless told to leave it open.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_stream.CanSeek)
        {
            long end = _stream.Position;
            Span<byte> count = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(count, FrameCount);
            _stream.Position = _start + FrameCountOffset;
            _stream.Write(count);
            _stream.Position = end;
        }

        _stream.Flush();
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }
}
