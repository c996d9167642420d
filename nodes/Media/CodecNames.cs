namespace CdnLab.Media;

/// <summary>Codec names as SDP spells them.</summary>
public static class CodecNames
{
    /// <summary>The codec of an SDP encoding name ("VP8", "opus"; RFC 8866 §6.6, case does not matter).</summary>
    /// <returns><see cref="CodecName.Unknown"/> for every other name, such as "rtx" or "red".</returns>
    public static CodecName FromEncodingName(ReadOnlySpan<char> name)
    {
        foreach (CodecName codec in Known)
        {
            if (name.Equals(ToEncodingName(codec), StringComparison.OrdinalIgnoreCase))
            {
                return codec;
            }
        }

        return CodecName.Unknown;
    }

    /// <summary>The SDP encoding name of a codec; empty for <see cref="CodecName.Unknown"/>.</summary>
    public static string ToEncodingName(this CodecName codec) => codec switch
    {
        CodecName.Vp8 => "VP8",
        CodecName.Vp9 => "VP9",
        CodecName.H264 => "H264",
        CodecName.Av1 => "AV1",
        CodecName.Opus => "opus",
        _ => "",
    };

    /// <summary>Whether the codec carries pictures.</summary>
    public static bool IsVideo(this CodecName codec) => codec is CodecName.Vp8 or CodecName.Vp9 or CodecName.H264 or CodecName.Av1;

    private static ReadOnlySpan<CodecName> Known => [CodecName.Vp8, CodecName.Vp9, CodecName.H264, CodecName.Av1, CodecName.Opus];
}
