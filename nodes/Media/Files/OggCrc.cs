namespace CdnLab.Media;

/// <summary>The checksum of Ogg pages: CRC-32 with polynomial 0x04c11db7, most significant bit first, start and end 0 (RFC 3533 §6).</summary>
internal static class OggCrc
{
    private static readonly uint[] Table = MakeTable();

    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc = (crc << 8) ^ Table[(crc >> 24) ^ value];
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint remainder = i << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder << 1) ^ ((remainder & 0x8000_0000) != 0 ? 0x04C1_1DB7u : 0);
            }

            table[i] = remainder;
        }

        return table;
    }
}
