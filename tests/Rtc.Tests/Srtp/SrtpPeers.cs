using System.Buffers.Binary;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Tests.Srtp;

/// <summary>Two sessions with each other's keys, and RTP and RTCP packets to send between them.</summary>
internal sealed class SrtpPeers : IDisposable
{
    public const uint Ssrc = 0xCAFEBABE;

    public SrtpPeers(SrtpProfile profile, bool senderIntrinsics = true, bool receiverIntrinsics = true)
    {
        using SrtpMasterKeys a = Keys(profile, 1);
        using SrtpMasterKeys b = Keys(profile, 77);
        Sender = new SrtpSession(profile, a, b, senderIntrinsics);
        Receiver = new SrtpSession(profile, b, a, receiverIntrinsics);
    }

    public SrtpSession Sender { get; }

    public SrtpSession Receiver { get; }

    public static SrtpMasterKeys Keys(SrtpProfile profile, byte first)
    {
        byte[] key = [.. Enumerable.Range(first, profile.KeyLength()).Select(i => (byte)i)];
        byte[] salt = [.. Enumerable.Range(first + 100, profile.SaltLength()).Select(i => (byte)i)];
        return new SrtpMasterKeys(profile, key, salt);
    }

    /// <summary>An RTP packet whose payload tells what it is.</summary>
    public static byte[] Rtp(ulong index, uint ssrc = Ssrc, int payload = 40, int csrcs = 0, int extensionWords = -1)
    {
        int header = 12 + (csrcs * 4) + (extensionWords < 0 ? 0 : 4 + (extensionWords * 4));
        byte[] packet = new byte[header + payload];
        packet[0] = (byte)(0x80 | csrcs | (extensionWords < 0 ? 0 : 0x10));
        packet[1] = 96;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)index);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        if (extensionWords >= 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12 + (csrcs * 4)), 0xBEDE);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14 + (csrcs * 4)), (ushort)extensionWords);
        }

        for (int i = header; i < packet.Length; i++)
        {
            packet[i] = (byte)(index + (ulong)i);
        }

        return packet;
    }

    public static byte[] Rtcp(uint ssrc = Ssrc, int length = 28)
    {
        byte[] packet = new byte[length];
        packet[0] = 0x80;
        packet[1] = 200;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)((length / 4) - 1));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        return packet;
    }

    /// <summary>Protects the packet with the given index as the sender would.</summary>
    public byte[] Protect(ulong index, uint ssrc = Ssrc) => Protect(Rtp(index, ssrc), 12, (uint)(index >> 16));

    public byte[] Protect(byte[] rtp, int headerLength, uint rolloverCounter = 0)
    {
        byte[] packet = new byte[rtp.Length + SrtpSession.MaxRtpOverhead];
        rtp.AsSpan(0, headerLength).CopyTo(packet);
        return packet[..Sender.ProtectRtp(packet, headerLength, rtp.AsSpan(headerLength), rolloverCounter)];
    }

    public byte[] ProtectRtcp(byte[] rtcp)
    {
        byte[] packet = new byte[rtcp.Length + SrtpSession.MaxRtcpOverhead];
        rtcp.CopyTo(packet, 0);
        return packet[..Sender.ProtectRtcp(packet, rtcp.Length)];
    }

    /// <summary>Unprotects a copy; on success the result must be the packet that was protected.</summary>
    public UnprotectResult Receive(byte[] srtp, byte[]? expected = null)
    {
        byte[] copy = [.. srtp];
        UnprotectResult result = Receiver.UnprotectRtp(copy, out int length);
        if (result == UnprotectResult.Ok && expected is not null)
        {
            Assert.Equal(expected, copy[..length]);
        }

        Assert.True(result == UnprotectResult.Ok || length == 0, $"{result} with length {length}");
        return result;
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }
}
