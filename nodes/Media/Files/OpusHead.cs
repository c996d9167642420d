using System.Buffers.Binary;

namespace CdnLab.Media;

/// <summary>The identification header of an Opus stream in Ogg (RFC 7845 §5.1).</summary>
/// <param name="Channels">Output channels, 1 to 255.</param>
/// <param name="PreSkip">Samples at 48 kHz that a player drops at the start.</param>
/// <param name="InputSampleRate">Rate of the original sound in Hz, 0 when not said; decoding is at 48 kHz all the same.</param>
/// <param name="OutputGainQ8">Gain to apply after decoding, in 1/256 dB.</param>
/// <param name="MappingFamily">0: mono or stereo in one stream; others have a channel mapping table.</param>
public readonly record struct OpusHead(int Channels, int PreSkip, uint InputSampleRate, short OutputGainQ8, byte MappingFamily)
{
    /// <summary>Parses the packet.</summary>
    /// <returns>False when it is not an OpusHead of major version 0, or cut short.</returns>
    public static bool TryParse(ReadOnlySpan<byte> packet, out OpusHead head)
    {
        head = default;
        if (packet.Length < 19 || !packet[..8].SequenceEqual("OpusHead"u8) || (packet[8] & 0xF0) != 0 || packet[9] == 0)
        {
            return false;
        }

        head = new OpusHead(
            packet[9],
            BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]),
            BinaryPrimitives.ReadInt16LittleEndian(packet[16..]),
            packet[18]);

        // Family 0 allows one or two channels and has no table; the others have 2 + channels more bytes (§5.1.1).
        return head.MappingFamily == 0 ? head.Channels <= 2 : packet.Length >= 21 + head.Channels;
    }
}
