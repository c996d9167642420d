using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>Datagrams that no honest peer sends, from a seed: of each protocol of RFC 7983, cut short, with wrong lengths, at random.</summary>
internal sealed class Garbage(ulong seed, IReadOnlyList<byte[]> honest)
{
    private const uint MagicCookie = 0x2112A442;
    private readonly SeededRandom _random = new(seed);

    /// <summary>The next one.</summary>
    public byte[] Next() => Below(10) switch
    {
        0 => Stun(),
        1 => Dtls(),
        2 => Rtp(),
        3 => Rtcp(),
        4 => Random(first: -1),
        5 => [],
        6 => Cut(honest[Below(honest.Count)]),
        7 => Flip(honest[Below(honest.Count)]),
        8 => honest[Below(honest.Count)],
        _ => ClearTextAlert(),
    };

    // A binding request, RFC 8489 §5, with attributes of random types and lengths that point anywhere.
    private byte[] Stun()
    {
        byte[] datagram = Random(first: 0);
        if (datagram.Length >= 20)
        {
            BinaryPrimitives.WriteUInt16BigEndian(datagram, 0x0001);
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)(Below(2) == 0 ? datagram.Length - 20 : Below(65536)));
            BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(4), MagicCookie);
        }

        if (datagram.Length >= 24)
        {
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(20), (ushort)(Below(2) == 0 ? 0x0006 : 0x0008));
        }

        return datagram;
    }

    // A record, RFC 6347 §4.1: a hello of version 1.2 whose lengths need not fit.
    private byte[] Dtls()
    {
        byte[] datagram = Random(first: 20 + Below(44));
        if (datagram.Length >= 14)
        {
            datagram[0] = 22;
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(1), 0xFEFD);
            BinaryPrimitives.WriteUInt64BigEndian(datagram.AsSpan(3), (ulong)Below(1000));
            BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(11), (ushort)(Below(2) == 0 ? datagram.Length - 13 : Below(65536)));
            datagram[13] = 1;
        }

        return datagram;
    }

    // "Fatal, handshake failure" of epoch 0, which must not end a connection that has keys.
    private static byte[] ClearTextAlert() => [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40];

    private byte[] Rtp()
    {
        byte[] datagram = Random(first: 0x80 | Below(64));
        if (datagram.Length > 1)
        {
            datagram[1] = (byte)(96 + Below(32));
        }

        return datagram;
    }

    private byte[] Rtcp()
    {
        byte[] datagram = Random(first: 0x80 | Below(64));
        if (datagram.Length > 1)
        {
            datagram[1] = (byte)(200 + Below(8));
        }

        return datagram;
    }

    private byte[] Random(int first)
    {
        byte[] datagram = new byte[Below(8) == 0 ? 1400 + Below(600) : Below(120)];
        for (int i = 0; i < datagram.Length; i++)
        {
            datagram[i] = (byte)Below(256);
        }

        if (first >= 0 && datagram.Length > 0)
        {
            datagram[0] = (byte)first;
        }

        return datagram;
    }

    private byte[] Cut(byte[] datagram) => datagram[..Below(datagram.Length)];

    private byte[] Flip(byte[] datagram)
    {
        byte[] changed = [.. datagram];
        changed[Below(changed.Length)] ^= (byte)(1 << Below(8));
        return changed;
    }

    private int Below(int limit) => _random.Next(limit);
}
