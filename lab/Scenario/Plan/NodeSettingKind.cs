namespace CdnLab.Scenario;

/// <summary>What a node setting's value may be.</summary>
public enum NodeSettingKind
{
    /// <summary>Any text without line breaks, at most 1000 characters.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number from 0.</summary>
    Whole,

    /// <summary>A number from 0, with or without a fraction.</summary>
    Number,

    /// <summary>A TCP or UDP port.</summary>
    Port,

    /// <summary><c>udp</c>, <c>tcp</c> or <c>srt</c>.</summary>
    Transport,

    /// <summary><c>webrtc</c> or <c>rtmp</c>.</summary>
    Agent,

    /// <summary>A processing state of a transcoder.</summary>
    State,
}
