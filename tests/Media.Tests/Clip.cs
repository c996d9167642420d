using CdnLab.Media;

namespace CdnLab.Media.Tests;

/// <summary>The clip that simulated publishers send.</summary>
internal static class Clip
{
    public static string VideoPath => Path.Combine(AppContext.BaseDirectory, "Clips", "clip.ivf");

    public static string AudioPath => Path.Combine(AppContext.BaseDirectory, "Clips", "clip.opus");

    public static IReadOnlyList<IvfFrame> Video { get; } = ReadVideo();

    public static IReadOnlyList<OggOpusPacket> Audio { get; } = ReadAudio();

    private static IReadOnlyList<IvfFrame> ReadVideo()
    {
        using IvfReader reader = IvfReader.Open(VideoPath);
        return reader.ReadToEnd();
    }

    private static IReadOnlyList<OggOpusPacket> ReadAudio()
    {
        using OggOpusReader reader = OggOpusReader.Open(AudioPath);
        return reader.ReadToEnd();
    }
}
