namespace CdnLab.Scenario;

/// <summary>The node settings that a scenario may give, under the names that the nodes use on their command line and in their files.</summary>
public static class NodeSettings
{
    /// <summary>Every setting that <c>settings</c> of a node takes.</summary>
    public static IReadOnlyDictionary<string, NodeSettingKind> Known { get; } = new Dictionary<string, NodeSettingKind>
    {
        ["cdn_port"] = NodeSettingKind.Port,
        ["cdn_nodes_resolve_ip"] = NodeSettingKind.Flag,
        ["cdn_nodes_timeout"] = NodeSettingKind.Whole,
        ["cdn_groups"] = NodeSettingKind.Text,
        ["cdn_transport"] = NodeSettingKind.Transport,
        ["cdn_agent"] = NodeSettingKind.Agent,
        ["codecs_exclude_cdn"] = NodeSettingKind.Text,
        ["client_acl_property_name"] = NodeSettingKind.Text,
        ["wcs_agent_ssl"] = NodeSettingKind.Flag,
        ["cdn_controller_request_timeout"] = NodeSettingKind.Whole,
        ["cdn_controller_response_cache_expire"] = NodeSettingKind.Whole,
        ["cdn_node_load_average_threshold"] = NodeSettingKind.Number,
        ["cdn_transcoder_video_encoders_threshold"] = NodeSettingKind.Whole,
        ["cdn_transcoder_video_decoders_load_threshold"] = NodeSettingKind.Whole,
        ["cdn_transcoder_video_encoders_load_threshold"] = NodeSettingKind.Whole,
        ["cdn_transcoder_degraded_streams_threshold"] = NodeSettingKind.Number,
        ["cdn_transcoder_threshold_state"] = NodeSettingKind.State,
        ["cdn_transcoder_for_new_connects_expire_ms"] = NodeSettingKind.Whole,
        ["cdn_origin_allowed_to_transcode"] = NodeSettingKind.Flag,
        ["cdn_group_origin_to_transcoder_relation"] = NodeSettingKind.Flag,
        ["cdn_strict_transcoding_boundaries"] = NodeSettingKind.Flag,
        ["cdn_strict_transcoding_throws_exception"] = NodeSettingKind.Flag,
    };

    /// <summary>Settings that the lab gives itself, with the key of the scenario to use in their place.</summary>
    public static IReadOnlyDictionary<string, string> SetByLab { get; } = new Dictionary<string, string>
    {
        ["cdn_enabled"] = "nothing: every node of a scenario joins the CDN",
        ["cdn_role"] = "the key role of the node",
        ["cdn_point_of_entry"] = "the key entry_point of the node",
        ["cdn_ip"] = "nothing: the lab gives every node its address",
    };

    /// <summary>Whether a value can stand for a setting of this kind.</summary>
    public static bool Accepts(NodeSettingKind kind, string value) => kind switch
    {
        NodeSettingKind.Flag => value is "true" or "false",
        NodeSettingKind.Whole => Units.TryParseWhole(value, out long whole) && whole >= 0,
        NodeSettingKind.Number => Units.TryParseNumber(value, out decimal number) && number >= 0,
        NodeSettingKind.Port => Units.TryParseWhole(value, out long port) && port is > 0 and < 65536,
        NodeSettingKind.Transport => value is "udp" or "tcp" or "srt",
        NodeSettingKind.Agent => value is "webrtc" or "rtmp",
        NodeSettingKind.State => value is "NEW_STREAMS_ALLOWED" or "CONNECTIONS_ALLOWED" or "GROUP_CONNECTIONS_ALLOWED",
        _ => value.Length <= 1000 && !value.Any(char.IsControl),
    };

    /// <summary>The rule of <see cref="Accepts"/> in words.</summary>
    public static string Expected(NodeSettingKind kind) => kind switch
    {
        NodeSettingKind.Flag => "true or false",
        NodeSettingKind.Whole => "a whole number from 0",
        NodeSettingKind.Number => "a number from 0",
        NodeSettingKind.Port => "1 to 65535",
        NodeSettingKind.Transport => "udp, tcp or srt",
        NodeSettingKind.Agent => "webrtc or rtmp",
        NodeSettingKind.State => "NEW_STREAMS_ALLOWED, CONNECTIONS_ALLOWED or GROUP_CONNECTIONS_ALLOWED",
        _ => "at most 1000 characters in one line",
    };
}
