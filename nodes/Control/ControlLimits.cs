namespace CdnLab.Control;

/// <summary>How much one control message may ask a node to remember. What exceeds a limit is malformed.</summary>
public static class ControlLimits
{
    /// <summary>Bytes of one message unless configured otherwise.</summary>
    public const int DefaultMessageBytes = 1 << 20;

    /// <summary>Characters of a name, identity, role, region or version.</summary>
    public const int NameLength = 128;

    /// <summary>Characters of a reason.</summary>
    public const int ReasonLength = 1024;

    /// <summary>Characters of an SDP offer or answer.</summary>
    public const int SdpLength = 64 * 1024;

    /// <summary>Nodes in a list.</summary>
    public const int Nodes = 4096;

    /// <summary>Streams in a list.</summary>
    public const int Streams = 8192;

    /// <summary>Groups of a node.</summary>
    public const int Groups = 32;

    /// <summary>Tracks of a stream.</summary>
    public const int Tracks = 2;
}
