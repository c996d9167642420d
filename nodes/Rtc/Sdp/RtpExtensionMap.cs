namespace CdnLab.Rtc.Sdp;

/// <summary>The numbers of one media section's header extensions, both ways; constant once negotiated.</summary>
public sealed class RtpExtensionMap
{
    private readonly byte[] _ids = new byte[RtpExtensions.KindCount];
    private readonly RtpExtensionKind[] _kinds = new RtpExtensionKind[256];

    /// <summary>How many extensions are negotiated.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a number above 14 is in use, which only two-byte headers can carry (RFC 8285 §4.3).</summary>
    public bool NeedsTwoByteHeaders { get; private set; }

    /// <summary>The number of an extension, 1 to 255; 0 when it is not negotiated.</summary>
    public byte GetId(RtpExtensionKind kind) => _ids[(int)kind];

    /// <summary>The extension behind a number; <see cref="RtpExtensionKind.None"/> when there is none.</summary>
    public RtpExtensionKind GetKind(byte id) => _kinds[id];

    // The first of two that claim the same number or the same extension counts.
    internal bool TryAdd(RtpExtensionKind kind, byte id)
    {
        if (kind == RtpExtensionKind.None || id == 0 || _ids[(int)kind] != 0 || _kinds[id] != RtpExtensionKind.None)
        {
            return false;
        }

        _ids[(int)kind] = id;
        _kinds[id] = kind;
        Count++;
        NeedsTwoByteHeaders |= id > 14;
        return true;
    }
}
