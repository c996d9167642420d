using System.Buffers.Binary;
using System.Text;

namespace CdnLab.Media;

/// <summary>Reads IVF, the plain container of libvpx and libaom: one video track, each picture with its time.</summary>
/// <remarks>
/// <code>
/// file header, 32 bytes, little-endian         frame header, 12 bytes
///  0 "DKIF"     4 version = 0                   0 length of the picture
///  6 header length = 32   8 four-character code 4 presentation time (64 bits)
/// 12 width     14 height
/// 16 ticks per second's worth (denominator)    20 numerator of the time base
/// 24 number of frames (writers that cannot seek leave 0)
/// </code>
/// One thread at a time.
/// </remarks>
public sealed class IvfReader : IDisposable
{
    /// <summary>A picture above this is taken for a damaged length: 16 MiB.</summary>
    public const int MaxFrameLength = 16 << 20;

    internal const int FileHeaderLength = 32;
    internal const int FrameHeaderLength = 12;

    private readonly OffsetReader _input;

    /// <summary>Reads the file header.</summary>
    /// <param name="stream">Read from its present position, which counts as offset 0; need not seek.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the stream alone.</param>
    /// <exception cref="MediaFormatException">The header is not one of IVF version 0.</exception>
    public IvfReader(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _input = new OffsetReader(stream, leaveOpen);
        Span<byte> header = stackalloc byte[FileHeaderLength];
        _input.Fill(header, "IVF file header");
        if (!header[..4].SequenceEqual("DKIF"u8))
        {
            throw new MediaFormatException("not an IVF file: it does not begin with DKIF", 0);
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (version != 0)
        {
            throw new MediaFormatException($"IVF version {version}, 0 expected", 4);
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        if (length != FileHeaderLength)
        {
            throw new MediaFormatException($"IVF header length {length}, {FileHeaderLength} expected", 6);
        }

        FourCc = Encoding.Latin1.GetString(header.Slice(8, 4));
        Width = BinaryPrimitives.ReadUInt16LittleEndian(header[12..]);
        Height = BinaryPrimitives.ReadUInt16LittleEndian(header[14..]);
        TimeBaseDenominator = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        TimeBaseNumerator = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        DeclaredFrameCount = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        if (TimeBaseDenominator == 0 || TimeBaseNumerator == 0)
        {
            throw new MediaFormatException($"time base {TimeBaseNumerator}/{TimeBaseDenominator}", 16);
        }
    }

    /// <summary>Four-character code of the codec: "VP80", "VP90", "AV01", "H264".</summary>
    public string FourCc { get; }

    /// <summary>The codec that <see cref="FourCc"/> stands for.</summary>
    public CodecName Codec => FourCc switch
    {
        "VP80" => CodecName.Vp8,
        "VP90" => CodecName.Vp9,
        "AV01" => CodecName.Av1,
        "H264" => CodecName.H264,
        _ => CodecName.Unknown,
    };

    /// <summary>Picture width in pixels, as the header says.</summary>
    public int Width { get; }

    /// <summary>Picture height in pixels, as the header says.</summary>
    public int Height { get; }

    /// <summary>Numerator of the time base, mostly 1.</summary>
    public uint TimeBaseNumerator { get; }

    /// <summary>Denominator of the time base, mostly the frame rate or 1000.</summary>
    public uint TimeBaseDenominator { get; }

    /// <summary>Seconds per unit of <see cref="IvfFrame.Timestamp"/>.</summary>
    public double TimeBase => (double)TimeBaseNumerator / TimeBaseDenominator;

    /// <summary>What the header says; 0 where the writer did not know. Only reading tells.</summary>
    public uint DeclaredFrameCount { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="MediaFormatException">The header is not one of IVF version 0.</exception>
    public static IvfReader Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        try
        {
            return new IvfReader(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next picture.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="MediaFormatException">The file ends inside a frame, or a length cannot be right.</exception>
    public bool TryReadFrame(out IvfFrame frame)
    {
        Span<byte> header = stackalloc byte[FrameHeaderLength];
        long at = _input.Offset;
        if (!_input.TryFill(header, "IVF frame header"))
        {
            frame = default;
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length > MaxFrameLength)
        {
            throw new MediaFormatException($"frame of {length} bytes, at most {MaxFrameLength} expected", at);
        }

        byte[] data = new byte[length];
        if (length > 0)
        {
            _input.Fill(data, "IVF frame");
        }

        frame = new IvfFrame(BinaryPrimitives.ReadUInt64LittleEndian(header[4..]), data);
        return true;
    }

    /// <summary>Reads all pictures that are left.</summary>
    /// <exception cref="MediaFormatException">As <see cref="TryReadFrame"/>.</exception>
    public IReadOnlyList<IvfFrame> ReadToEnd()
    {
        List<IvfFrame> frames = [];
        while (TryReadFrame(out IvfFrame frame))
        {
            frames.Add(frame);
        }

        return frames;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();
}
