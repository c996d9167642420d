namespace CdnLab.Control;

/// <summary>What the JSON schema cannot say: lengths, counts, names, and that an identity is the one of its address.</summary>
internal static class ControlValidation
{
    /// <summary>Why a message must be dropped, or null.</summary>
    public static string? FindFault(ControlMessage message) => message switch
    {
        HelloMessage m => m.Dial < 0 ? "dial is negative" : Node(m.Node),
        NodeListMessage m => m.Nodes.Count > ControlLimits.Nodes ? "too many nodes" : First(m.Nodes, Node),
        StreamListMessage m => m.Change < 0 ? "change is negative"
            : m.Streams.Count > ControlLimits.Streams ? "too many streams"
            : First(m.Streams, Stream),
        StreamPublishedMessage m => m.Change < 1 ? "change is not positive" : Stream(m.Stream),
        StreamStoppedMessage m => m.Change < 1 ? "change is not positive" : StreamNamed(m.Name) ?? Reason(m.Reason),
        PullMessage m => PullId(m.Id) ?? StreamNamed(m.Stream) ?? Sdp(m.Offer),
        PullAnswerMessage m => PullId(m.Id) ?? Sdp(m.Answer),
        PullRefusedMessage m => PullId(m.Id) ?? (m.Code is < 400 or > 599 ? "code is not in 400 to 599" : Reason(m.Reason)),
        PullEndMessage m => PullId(m.Id) ?? Reason(m.Reason),
        _ => "a type without rules",
    };

    private static string? First<T>(IReadOnlyList<T> items, Func<T, string?> rule)
    {
        foreach (T item in items)
        {
            if (item is null)
            {
                return "a list holds null";
            }

            if (rule(item) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Node(NodeInfo node)
    {
        if (!NodeId.Matches(node.Id, node.Ip, node.Port))
        {
            return "a node's id is not that of its ip and port";
        }

        if (node.Role.Length is 0 or > ControlLimits.NameLength
            || node.Version.Length > ControlLimits.NameLength
            || node.Name.Length > ControlLimits.NameLength
            || node.Region.Length > ControlLimits.NameLength)
        {
            return "a node's role, version, name or region is too long or missing";
        }

        return node.Groups is null ? null
            : node.Groups.Count > ControlLimits.Groups ? "a node has too many groups"
            : First(node.Groups, group => group.Length is 0 or > ControlLimits.NameLength ? "a group's name is too long or empty" : null);
    }

    private static string? Stream(StreamInfo stream) =>
        StreamNamed(stream.Name)
        ?? (stream.Node.Length is 0 or > ControlLimits.NameLength ? "a stream's node is missing or too long"
            : stream.Tracks.Count > ControlLimits.Tracks ? "a stream has more than two tracks"
            : First(stream.Tracks, Track));

    private static string? Track(TrackInfo track) =>
        track.Kind is not ("audio" or "video") ? "a track is neither audio nor video"
        : track.Codec.Length is 0 or > ControlLimits.NameLength ? "a codec's name is missing or too long"
        : track.ClockRate is <= 0 or > 1_000_000 ? "a clock rate is out of range"
        : track.Channels is < 1 or > 255 ? "a number of channels is out of range"
        : track.Format.Length > ControlLimits.ReasonLength ? "format parameters are too long"
        : null;

    private static string? StreamNamed(string name) => StreamName.IsValid(name) ? null : "a stream's name breaks the rule";

    private static string? PullId(string id) => id.Length is 0 or > ControlLimits.NameLength ? "a pull's id is missing or too long" : null;

    private static string? Sdp(string sdp) => sdp.Length is 0 or > ControlLimits.SdpLength ? "an SDP is missing or too long" : null;

    private static string? Reason(string reason) => reason.Length > ControlLimits.ReasonLength ? "a reason is too long" : null;
}
