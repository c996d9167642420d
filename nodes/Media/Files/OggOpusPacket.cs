namespace CdnLab.Media;

/// <summary>One Opus packet of an Ogg file.</summary>
/// <param name="StartSample">
/// Granule position of its first sample: samples at 48 kHz from the start of decoding, the pre-skip included.
/// </param>
/// <param name="Samples">Its duration in samples at 48 kHz: 960 for 20 ms.</param>
/// <param name="Data">The packet's bytes, as they go into an RTP payload; they stay valid.</param>
public readonly record struct OggOpusPacket(long StartSample, int Samples, ReadOnlyMemory<byte> Data);
