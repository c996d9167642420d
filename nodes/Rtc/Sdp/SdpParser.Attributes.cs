using System.Globalization;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

internal ref partial struct SdpParser
{
    private readonly string? ParseAttribute(
        SessionDescription session, MediaDescription? media, ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool hasValue)
    {
        SdpSection section = (SdpSection?)media ?? session;
        if (!hasValue && SdpText.Direction(name) is { } direction)
        {
            section.WrittenDirection = direction;
            return null;
        }

        switch (name)
        {
            case "ice-ufrag":
                section.IceUfrag = value.ToString();
                return null;
            case "ice-pwd":
                section.IcePassword = value.ToString();
                return null;
            case "ice-options":
                section.IceOptions = value.ToString();
                return null;
            case "fingerprint":
                if (!SdpFingerprint.TryParse(value, out SdpFingerprint? fingerprint))
                {
                    return "fingerprint needs a hash function and hexadecimal bytes";
                }

                section.Fingerprints.Add(fingerprint);
                return null;
            case "setup":
                section.Setup = SdpText.Setup(value);
                return section.Setup is null ? "setup is actpass, active, passive or holdconn" : null;
            case "extmap-allow-mixed":
                section.ExtmapAllowMixed = true;
                return null;
            case "extmap":
                return ParseExtension(section, value);
            case "candidate":
                return ParseCandidate(section, value);
            case "end-of-candidates":
                section.EndOfCandidates = true;
                return null;
            case "group" when media is null:
                return ParseGroup(session, value);
            case "ice-lite" when media is null:
                session.IceLite = true;
                return null;
            default:
                return media is null || !TryParseMediaAttribute(media, name, value, out string? fault)
                    ? Keep(section, name, value, hasValue)
                    : fault;
        }
    }

    private static string? Keep(SdpSection section, ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool hasValue)
    {
        section.OtherAttributes.Add(new SdpAttribute(name.ToString(), hasValue ? value.ToString() : null));
        return null;
    }

    private static string? ParseExtension(SdpSection section, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> id = CutWord(ref rest);
        ReadOnlySpan<char> uri = CutWord(ref rest);
        SdpDirection? direction = null;
        int slash = id.IndexOf('/');
        if (slash >= 0)
        {
            direction = SdpText.Direction(id[(slash + 1)..]);
            id = direction is null ? default : id[..slash];
        }

        // RFC 8285 §7: 4096–4351 are for offers that cannot give a real id yet.
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 4351 || uri.IsEmpty)
        {
            return "extmap needs an id from 1 to 4351 and a URI";
        }

        section.Extensions.Add(new HeaderExtension(number, direction, uri.ToString(), rest.IsEmpty ? null : rest.ToString()));
        return null;
    }

    private readonly string? ParseCandidate(SdpSection section, ReadOnlySpan<char> value)
    {
        if (section.Candidates.Count == limits.MaxCandidates)
        {
            return $"more than {limits.MaxCandidates} candidates";
        }

        if (!IceCandidate.TryParse(value, out IceCandidate? candidate))
        {
            return "not a candidate as RFC 8839 has it";
        }

        section.Candidates.Add(candidate);
        return null;
    }

    private static string? ParseGroup(SessionDescription session, ReadOnlySpan<char> value)
    {
        string[] words = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !Array.TrueForAll(words, static word => SdpText.IsToken(word)))
        {
            return "group needs semantics and tags";
        }

        session.Groups.Add(new SdpGroup(words[0], words[1..]));
        return null;
    }

    // Takes the first word off a text whose words are separated by single spaces.
    private static ReadOnlySpan<char> CutWord(ref ReadOnlySpan<char> rest)
    {
        int space = rest.IndexOf(' ');
        ReadOnlySpan<char> word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[(space + 1)..];
        return word;
    }
}
