using System.Diagnostics.CodeAnalysis;

namespace CdnLab.Rtc.Sdp;

/// <summary>A session description: an offer or an answer (RFC 8866, as WebRTC uses it by RFC 8829).</summary>
/// <remarks>
/// What WebRTC negotiates is typed; every other attribute is kept as text. The lines i, u, e, p, k, r and z are accepted and
/// dropped. Not safe to change while others read.
/// </remarks>
public sealed class SessionDescription : SdpSection
{
    /// <summary>The <c>o=</c> line.</summary>
    public required SdpOrigin Origin { get; set; }

    /// <summary>The <c>s=</c> line.</summary>
    public string SessionName { get; set; } = "-";

    /// <summary>The <c>t=</c> lines.</summary>
    public List<string> Timings { get; } = [];

    /// <summary>The <c>a=group</c> lines.</summary>
    public List<SdpGroup> Groups { get; } = [];

    /// <summary><c>a=ice-lite</c> (RFC 8839 §5.3).</summary>
    public bool IceLite { get; set; }

    /// <summary>The media sections in order.</summary>
    public List<MediaDescription> Media { get; } = [];

    /// <summary>The first BUNDLE group (RFC 9143); null when there is none.</summary>
    public SdpGroup? Bundle => Groups.Find(static group => group.Semantics == "BUNDLE");

    /// <summary>Reads a description.</summary>
    /// <param name="text">The body of a WHIP or WHEP request or response; lines end in CR LF or LF.</param>
    /// <param name="description">The description.</param>
    /// <param name="error">What is wrong, and where.</param>
    /// <param name="limits">Bounds; null for the defaults.</param>
    public static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out SessionDescription? description, out SdpError error, SdpLimits? limits = null)
    {
        SdpParser parser = new(text, limits ?? SdpLimits.Default);
        return parser.TryParseSession(out description, out error);
    }

    /// <summary>A section's direction, with what the session says and the default of RFC 8866 §6.7.</summary>
    public SdpDirection GetDirection(MediaDescription media) => media.WrittenDirection ?? WrittenDirection ?? SdpDirection.SendRecv;

    /// <summary>The text, lines ending in CR LF.</summary>
    public override string ToString() => SdpWriter.Write(this);
}
