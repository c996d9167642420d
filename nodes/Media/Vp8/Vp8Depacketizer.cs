namespace CdnLab.Media;

/// <summary>Takes VP8 RTP payloads apart (RFC 7741 §4).</summary>
public static class Vp8Depacketizer
{
    /// <summary>Separates descriptor and data.</summary>
    /// <param name="payload">RTP payload, any bytes.</param>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="data">The part of the picture that the payload carries; at least one byte.</param>
    /// <returns>False when the payload ends inside or right behind the descriptor.</returns>
    public static bool TryUnwrap(ReadOnlySpan<byte> payload, out Vp8PayloadDescriptor descriptor, out ReadOnlySpan<byte> data)
    {
        if (!Vp8PayloadDescriptor.TryParse(payload, out descriptor, out int length) || length == payload.Length)
        {
            data = default;
            return false;
        }

        data = payload[length..];
        return true;
    }
}
