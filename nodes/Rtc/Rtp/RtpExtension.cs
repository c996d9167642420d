namespace CdnLab.Rtc.Rtp;

/// <summary>One element of a packet's header extension.</summary>
public readonly ref struct RtpExtension
{
    internal RtpExtension(int id, int offset, ReadOnlySpan<byte> data)
    {
        Id = id;
        Offset = offset;
        Data = data;
    }

    /// <summary>The negotiated number: 1 to 14, in the two-byte form up to 255.</summary>
    public int Id { get; }

    /// <summary>Where the data begins, in bytes from the beginning of the packet: for rewriting in place.</summary>
    public int Offset { get; }

    /// <summary>The element's data; may be empty in the two-byte form.</summary>
    public ReadOnlySpan<byte> Data { get; }
}
