using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtp;

/// <summary>The transport-wide sequence number: one 16-bit counter over all packets sent on a transport.</summary>
/// <remarks>draft-holmer-rmcat-transport-wide-cc-extensions-01 §2.</remarks>
public static class TransportSequenceNumber
{
    /// <summary>Bytes of the element's data.</summary>
    public const int Length = 2;

    /// <summary>Writes the number.</summary>
    public static void Write(Span<byte> data, ushort sequence) => BinaryPrimitives.WriteUInt16BigEndian(data, sequence);

    /// <summary>Reads the number; false when the element has another length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out ushort sequence)
    {
        bool fits = data.Length == Length;
        sequence = fits ? BinaryPrimitives.ReadUInt16BigEndian(data) : (ushort)0;
        return fits;
    }
}
