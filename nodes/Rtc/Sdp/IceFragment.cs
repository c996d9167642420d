using System.Diagnostics.CodeAnalysis;
using System.Text;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>
/// The body of a PATCH of media type <c>application/trickle-ice-sdpfrag</c>: candidates, or new credentials for an ICE
/// restart (RFC 8840 §9, RFC 9725 §4.3).
/// </summary>
public sealed record IceFragment
{
    /// <summary>The ufrag and password the candidates belong to; null when the fragment names none.</summary>
    public IceCredentials? Credentials { get; init; }

    /// <summary>Whether the session is ICE-lite (in the answer to a restart).</summary>
    public bool IceLite { get; init; }

    /// <summary>The media sections.</summary>
    public IReadOnlyList<IceFragmentMedia> Media { get; init; } = [];

    /// <summary>Candidates of all sections: with BUNDLE they are all of the one transport.</summary>
    public IEnumerable<IceCandidate> Candidates => Media.SelectMany(static media => media.Candidates);

    /// <summary>A fragment that announces credentials and candidates of a bundle, as the answer to an ICE restart.</summary>
    /// <param name="credentials">Our new credentials.</param>
    /// <param name="mid">The bundle's first mid.</param>
    /// <param name="candidates">All our candidates.</param>
    /// <param name="iceLite">Whether we are ICE-lite.</param>
    public static IceFragment ForRestart(IceCredentials credentials, string mid, IReadOnlyList<IceCandidate> candidates, bool iceLite) => new()
    {
        Credentials = credentials,
        IceLite = iceLite,
        Media = [new IceFragmentMedia { Mid = mid, Candidates = candidates, EndOfCandidates = true }],
    };

    /// <summary>Reads a fragment.</summary>
    /// <param name="text">The body.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="error">What is wrong, and where.</param>
    /// <param name="limits">Bounds; null for the defaults.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IceFragment? fragment, out SdpError error, SdpLimits? limits = null)
    {
        fragment = null;
        limits ??= SdpLimits.Default;
        if (text.Length > limits.MaxLength)
        {
            error = new SdpError(0, $"longer than {limits.MaxLength} characters");
            return false;
        }

        SdpLineReader lines = new(text, limits);
        string? ufrag = null;
        string? password = null;
        bool lite = false;
        List<IceFragmentMedia> media = [];
        List<IceCandidate> candidates = [];
        string? fault = null;
        while (fault is null && lines.TryRead())
        {
            ReadOnlySpan<char> value = lines.Value;
            int colon = value.IndexOf(':');
            ReadOnlySpan<char> name = colon < 0 ? value : value[..colon];
            ReadOnlySpan<char> content = colon < 0 ? default : value[(colon + 1)..];
            if (lines.Type == 'm')
            {
                if (media.Count == limits.MaxMedia)
                {
                    fault = $"more than {limits.MaxMedia} media sections";
                    break;
                }

                candidates = [];
                media.Add(new IceFragmentMedia { Line = value.ToString(), Candidates = candidates });
                continue;
            }

            if (lines.Type != 'a')
            {
                fault = "a fragment has only m= and a= lines";
                break;
            }

            switch (name)
            {
                case "ice-ufrag":
                    fault = IsOther(ufrag, content) ? "a second ice-ufrag" : null;
                    ufrag = content.ToString();
                    break;
                case "ice-pwd":
                    fault = IsOther(password, content) ? "a second ice-pwd" : null;
                    password = content.ToString();
                    break;
                case "ice-lite":
                    lite = true;
                    break;
                case "mid" when media.Count > 0:
                    fault = SdpText.IsToken(content) ? null : "mid needs a token";
                    media[^1] = media[^1] with { Mid = content.ToString() };
                    break;
                case "end-of-candidates" when media.Count > 0:
                    media[^1] = media[^1] with { EndOfCandidates = true };
                    break;
                case "candidate":
                    fault = media.Count == 0 ? "a candidate belongs into a media section"
                        : candidates.Count == limits.MaxCandidates ? $"more than {limits.MaxCandidates} candidates"
                        : !IceCandidate.TryParse(content, out IceCandidate? candidate) ? "not a candidate as RFC 8839 has it"
                        : Keep(candidates, candidate);
                    break;
                default:
                    break; // group, ice-options and what others add
            }
        }

        fault ??= lines.Fault;
        IceCredentials? credentials = null;
        if (fault is null && (ufrag ?? password) is not null && !IceCredentials.TryCreate(ufrag, password, out credentials))
        {
            fault = "ice-ufrag and ice-pwd belong together and have 4 and 22 characters or more";
        }

        error = fault is null ? default : new SdpError(Math.Max(1, lines.Line), fault);
        fragment = fault is null ? new IceFragment { Credentials = credentials, IceLite = lite, Media = media } : null;
        return fragment is not null;
    }

    /// <summary>The text, lines ending in CR LF.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        if (IceLite)
        {
            SdpWriter.Line(text, 'a', "ice-lite");
        }

        SdpWriter.Optional(text, "ice-ufrag", Credentials?.Ufrag);
        SdpWriter.Optional(text, "ice-pwd", Credentials?.Password);
        foreach (IceFragmentMedia media in Media)
        {
            SdpWriter.Line(text, 'm', media.Line);
            SdpWriter.Optional(text, "mid", media.Mid.Length > 0 ? media.Mid : null);
            SdpWriter.Candidates(text, media.Candidates, media.EndOfCandidates);
        }

        return text.ToString();
    }

    private static bool IsOther(string? known, ReadOnlySpan<char> value) => known is not null && !value.SequenceEqual(known);

    private static string? Keep(List<IceCandidate> candidates, IceCandidate candidate)
    {
        candidates.Add(candidate);
        return null;
    }
}
