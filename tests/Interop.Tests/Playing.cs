namespace CdnLab.Interop.Tests;

/// <summary>What every player must come to.</summary>
internal static class Playing
{
    /// <summary>Waits for a growing picture and audible sound.</summary>
    /// <param name="player">A page that plays.</param>
    /// <param name="frames">Pictures decoded since it began.</param>
    /// <param name="width">Width of the picture.</param>
    public static Task<RtcReport> WaitForPictureAndSoundAsync(NodePage player, double frames, double width = 640) => Waiting.UntilAsync(
        "picture and sound",
        player.ReadAsync,
        report => report.InboundVideo["framesDecoded"] < frames ? $"{frames} pictures"
            : report.InboundVideo["frameWidth"] < width ? $"pictures {width} wide"
            : report.InboundAudio["totalAudioEnergy"] <= 0 ? "sound that is not silence"
            : null,
        TimeSpan.FromSeconds(20));

    /// <summary>Waits until nothing is missing: what is lost on the way counts as lost until its retransmission has come.</summary>
    public static Task<RtcReport> WaitForNoLossAsync(NodePage player) => Waiting.UntilAsync(
        "repair of what was lost",
        player.ReadAsync,
        static report => report.InboundVideo["packetsLost"] > 0 || report.InboundAudio["packetsLost"] > 0 ? "packetsLost 0" : null,
        TimeSpan.FromSeconds(5));
}
