using System.Globalization;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Sdp;

public static partial class SdpNegotiator
{
    private const int MaxRids = 8;

    // What can be agreed for an offered section; null when it cannot be served.
    private static NegotiatedMedia? Negotiate(MediaDescription offered, int index, AnswerOptions options, bool mixed)
    {
        bool weSend = options.Direction == SdpDirection.SendOnly;
        MediaCapabilities? capabilities = options.Media.FirstOrDefault(media => media.Kind == offered.Kind);
        SdpSendTrack? track = options.Tracks.FirstOrDefault(track => track.Kind == offered.Kind);
        if (capabilities is null || (weSend && track is null))
        {
            return null;
        }

        List<NegotiatedCodec> codecs = CodecMatcher.Match(offered, capabilities, weSend, useRtx: !weSend || track!.RtxSsrc is not null);
        if (codecs.Count == 0)
        {
            return null;
        }

        if (!weSend)
        {
            // RFC 3264 §6.1 recommends the offer's order: a publisher names first what it encodes best, often in hardware. Of the
            // profiles of one codec ours decides, the one that most players decode first; OrderBy keeps that order.
            codecs = [.. codecs.OrderBy(codec => FirstOf(codec.Name))];
        }

        RtpExtensionMap extensions = NegotiateExtensions(offered, capabilities, mixed);
        return new NegotiatedMedia
        {
            Kind = offered.Kind,
            Mid = offered.Mid,
            MLineIndex = index,
            Direction = options.Direction,
            Codecs = options.SingleCodec ? codecs[..1] : codecs,
            Extensions = extensions,
            RemoteSources = weSend ? [] : ReadSources(offered),
            Rids = weSend || !options.AcceptSimulcast ? [] : ReadRids(offered, extensions),
            ReducedSizeRtcp = offered.RtcpReducedSize,
        };

        int FirstOf(string name) => codecs.Where(codec => codec.Name == name)
            .Min(codec => offered.Formats.IndexOf(codec.PayloadType.ToString(CultureInfo.InvariantCulture)));
    }

    private static RtpExtensionMap NegotiateExtensions(MediaDescription remote, MediaCapabilities capabilities, bool mixed)
    {
        RtpExtensionMap map = new();
        foreach (HeaderExtension extension in remote.Extensions)
        {
            // RFC 8285 §4.2: 15 is reserved, what is above needs two-byte headers, and those we mix with one-byte ones.
            if (extension.Id is <= 14 or (>= 16 and <= 255) && (extension.Id <= 14 || mixed) &&
                extension.Direction != SdpDirection.Inactive &&
                RtpExtensionUris.TryGetKind(extension.Uri, out RtpExtensionKind kind) && capabilities.Extensions.Contains(kind))
            {
                map.TryAdd(kind, (byte)extension.Id);
            }
        }

        return map;
    }

    private static List<RemoteSource> ReadSources(MediaDescription media)
    {
        List<RemoteSource> sources = [];
        HashSet<uint> retransmissions = [];
        foreach (SsrcGroup group in media.SsrcGroups)
        {
            if (group is { Semantics: "FID", Ssrcs.Count: 2 })
            {
                retransmissions.Add(group.Ssrcs[1]);
            }
        }

        foreach (uint ssrc in media.Ssrcs.Select(static attribute => attribute.Ssrc).Distinct())
        {
            if (!retransmissions.Contains(ssrc))
            {
                SsrcGroup? fid = media.SsrcGroups.Find(group => group is { Semantics: "FID", Ssrcs.Count: 2 } && group.Ssrcs[0] == ssrc);
                sources.Add(new RemoteSource(ssrc, fid?.Ssrcs[1], Value(media, ssrc, "cname"), Value(media, ssrc, "msid")));
            }
        }

        return sources;

        static string Value(MediaDescription media, uint ssrc, string name) =>
            media.Ssrcs.Find(attribute => attribute.Ssrc == ssrc && attribute.Name == name).Value ?? "";
    }

    // The layers of an offer's simulcast; of alternatives the first. Without the header extension nobody could tell them apart.
    private static List<string> ReadRids(MediaDescription offered, RtpExtensionMap extensions)
    {
        List<string> rids = [];
        if (offered.Simulcast is null || extensions.GetId(RtpExtensionKind.Rid) == 0)
        {
            return rids;
        }

        foreach (string stream in offered.Simulcast.Send)
        {
            string rid = stream.Split(',')[0].TrimStart('~');
            if (rids.Count < MaxRids && !rids.Contains(rid) && offered.Rids.Exists(line => line.IsSend && line.Id == rid))
            {
                rids.Add(rid);
            }
        }

        return rids;
    }

    private static MediaDescription AnswerSection(MediaDescription offered, NegotiatedMedia media, AnswerOptions options, SdpSetup setup)
    {
        MediaDescription section = NewSection(offered.Media, offered.Protocol, media.Mid, media.Direction, options.Ice, options.Fingerprint, setup, options.Candidates);
        section.IceOptions = options.AcceptTrickle ? "trickle" : null;
        section.EndOfCandidates = true;
        section.RtcpReducedSize = media.ReducedSizeRtcp;
        foreach (NegotiatedCodec codec in media.Codecs)
        {
            string parameters = codec.Parameters;
            if (options.StartBitrateKilobits is { } start && media is { Kind: MediaKind.Video, Direction: SdpDirection.RecvOnly })
            {
                string wish = string.Create(CultureInfo.InvariantCulture, $"x-google-start-bitrate={start}");
                parameters = parameters.Length == 0 ? wish : $"{parameters};{wish}";
            }

            AddCodec(section, codec.PayloadType, codec.Name, codec.ClockRate, codec.Channels, parameters, codec.Feedback, codec.RtxPayloadType ?? 0);
        }

        foreach (HeaderExtension extension in offered.Extensions)
        {
            if (extension.Id <= 255 && RtpExtensionUris.TryGetKind(extension.Uri, out RtpExtensionKind kind) && media.Extensions.GetId(kind) == extension.Id &&
                !section.Extensions.Exists(added => added.Uri == extension.Uri))
            {
                section.Extensions.Add(new HeaderExtension(extension.Id, null, extension.Uri));
            }
        }

        if (media.Rids.Count > 0)
        {
            section.Rids.AddRange(media.Rids.Select(static rid => new SdpRid(rid, IsSend: false)));
            section.Simulcast = new SdpSimulcast([], media.Rids);
        }

        if (media.Direction == SdpDirection.SendOnly)
        {
            AddTrack(section, options.Tracks.First(track => track.Kind == media.Kind), media.Codec.RtxPayloadType is not null);
        }

        return section;
    }

    // RFC 3264 §6: port 0, and at least one format because the grammar wants one.
    private static MediaDescription Reject(MediaDescription offered)
    {
        MediaDescription section = new()
        {
            Media = offered.Media,
            Protocol = offered.Protocol,
            Mid = offered.Mid,
            Connection = "IN IP4 0.0.0.0",
            WrittenDirection = SdpDirection.Inactive,
        };
        section.Formats.Add(offered.Formats[0]);
        return section;
    }

    private static MediaDescription NewSection(
        string media, string protocol, string mid, SdpDirection direction, IceCredentials ice, SdpFingerprint fingerprint, SdpSetup setup, IReadOnlyList<IceCandidate> candidates)
    {
        // RFC 8839 §4.2.1.2: the default candidate; without one the form that RFC 8840 §4.1.1 gives for trickling.
        IceCandidate? first = candidates.FirstOrDefault();
        MediaDescription section = new()
        {
            Media = media,
            Port = first?.Port ?? 9,
            Protocol = protocol,
            Mid = mid,
            Connection = first is null ? "IN IP4 0.0.0.0" : (first.Host.Contains(':') ? "IN IP6 " : "IN IP4 ") + first.Host,
            WrittenDirection = direction,
            IceUfrag = ice.Ufrag,
            IcePassword = ice.Password,
            Setup = setup,
            RtcpMux = true,
        };
        section.Fingerprints.Add(fingerprint);
        section.Candidates.AddRange(candidates);
        return section;
    }

    private static void AddCodec(
        MediaDescription section, byte payloadType, string name, int clockRate, int channels, string parameters, CodecFeedback feedback, byte rtx)
    {
        string format = payloadType.ToString(CultureInfo.InvariantCulture);
        section.Formats.Add(format);
        section.RtpMaps.Add(new RtpMap(payloadType, name, clockRate, channels));
        CodecFeedbackNames.Write(section, payloadType, feedback);
        if (parameters.Length > 0)
        {
            section.FormatParameters.Add(new FormatParameters(format, parameters));
        }

        if (rtx != 0)
        {
            string rtxFormat = rtx.ToString(CultureInfo.InvariantCulture);
            section.Formats.Add(rtxFormat);
            section.RtpMaps.Add(new RtpMap(rtx, "rtx", clockRate, channels));
            section.FormatParameters.Add(new FormatParameters(rtxFormat, $"apt={format}"));
        }
    }

    private static void AddTrack(MediaDescription section, SdpSendTrack track, bool withRtx)
    {
        string msid = $"{track.StreamId} {track.TrackId}";
        section.Msids.Add(msid);
        List<uint> ssrcs = [track.Ssrc];
        if (withRtx && track.RtxSsrc is { } rtx)
        {
            ssrcs.Add(rtx);
            section.SsrcGroups.Add(new SsrcGroup("FID", ssrcs));
        }

        foreach (uint ssrc in ssrcs)
        {
            section.Ssrcs.Add(new SsrcAttribute(ssrc, "cname", track.Cname));
            section.Ssrcs.Add(new SsrcAttribute(ssrc, "msid", msid));
        }
    }
}
