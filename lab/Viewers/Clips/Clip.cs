using CdnLab.Media;

namespace CdnLab.Viewers.Clips;

/// <summary>Encoded sound and pictures that publishers send in a loop, and that viewers know every frame of.</summary>
public sealed class Clip
{
    private readonly HashSet<ulong> _hashes = [];

    private Clip(IReadOnlyList<ReadOnlyMemory<byte>> video, IReadOnlyList<ReadOnlyMemory<byte>> audio, int videoTicks)
    {
        Video = video;
        Audio = audio;
        VideoTicks = videoTicks;
        KeyFrames = [.. Enumerable.Range(0, video.Count).Where(index =>
            Vp8FrameHeader.TryParse(video[index].Span, out Vp8FrameHeader header) && header.IsKeyFrame)];
        foreach (ReadOnlyMemory<byte> frame in video.Concat(audio))
        {
            _hashes.Add(FrameHash.Compute(frame.Span));
        }
    }

    /// <summary>RTP ticks from one audio packet to the next: 20 ms at 48 kHz.</summary>
    public const int AudioTicks = 960;

    /// <summary>VP8 frames in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Video { get; }

    /// <summary>Opus packets in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Audio { get; }

    /// <summary>RTP ticks from one picture to the next at 90 kHz.</summary>
    public int VideoTicks { get; }

    /// <summary>Places of the key frames in <see cref="Video"/>, ascending; the first is 0.</summary>
    public IReadOnlyList<int> KeyFrames { get; }

    /// <summary>Loads a clip.</summary>
    /// <param name="folder">A folder with <c>clip.ivf</c> (VP8) and <c>clip.opus</c> (packets of 20 ms).</param>
    /// <exception cref="IOException">A file is missing or is not what its name says.</exception>
    public static Clip Load(string folder)
    {
        using IvfReader pictures = IvfReader.Open(Path.Combine(folder, "clip.ivf"));
        if (pictures.Codec != CodecName.Vp8)
        {
            throw new InvalidDataException($"{folder}/clip.ivf holds {pictures.FourCc}; a clip's pictures are VP8.");
        }

        using OggOpusReader sound = OggOpusReader.Open(Path.Combine(folder, "clip.opus"));
        ReadOnlyMemory<byte>[] video = [.. pictures.ReadToEnd().Select(frame => frame.Data)];
        IReadOnlyList<OggOpusPacket> packets = sound.ReadToEnd();
        if (packets.FirstOrDefault(packet => packet.Samples != AudioTicks) is { Samples: > 0 } odd)
        {
            throw new InvalidDataException($"{folder}/clip.opus has a packet of {odd.Samples} samples; a clip's packets are of {AudioTicks}.");
        }

        var clip = new Clip(video, [.. packets.Select(packet => packet.Data)], (int)Math.Round(90_000 * pictures.TimeBase));
        if (clip.KeyFrames.Count == 0 || clip.KeyFrames[0] != 0)
        {
            throw new InvalidDataException($"{folder}/clip.ivf does not begin with a key frame.");
        }

        return clip;
    }

    /// <summary>Whether a frame with this hash is one of the clip's: nothing was changed on the way.</summary>
    public bool Contains(ulong frameHash) => _hashes.Contains(frameHash);

    /// <summary>The place of the next key frame at or after a place, in a loop.</summary>
    public int NextKeyFrame(int place)
    {
        foreach (int keyFrame in KeyFrames)
        {
            if (keyFrame >= place)
            {
                return keyFrame;
            }
        }

        return 0;
    }
}
