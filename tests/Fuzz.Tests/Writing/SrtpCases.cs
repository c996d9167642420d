using CdnLab.Fuzz.Tests.Targets;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>Protected packets that the target's keys open.</summary>
internal static class SrtpCases
{
    public static void Write(string folder, SrtpProfile profile)
    {
        using SrtpSession sender = SrtpTarget.NewSender(profile);
        Rtp("rtp", "a packet with extensions", RtpCases.Packet(payload: [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Rtp("rtp-empty", "a packet without payload", RtpCases.Packet(extensions: false));
        Rtp("rtp-large", "a full datagram", RtpCases.Packet(payload: new byte[1150]));

        byte[] buffer = new byte[200];
        byte[] report = [0x80, 201, 0, 1, 0, 0, 0, 1, 0x81, 202, 0, 3, 0, 0, 0, 1, 1, 5, .. "cname"u8, 0];
        report.CopyTo(buffer, 0);
        int length = sender.ProtectRtcp(buffer, report.Length);
        Corpus.Write(folder, "rtcp", "RR and SDES", buffer.AsSpan(0, length));

        void Rtp(string name, string comment, byte[] packet)
        {
            RtpPacket.TryGetHeaderLength(packet, out int header);
            byte[] destination = new byte[packet.Length + SrtpSession.MaxRtpOverhead];
            packet.AsSpan(0, header).CopyTo(destination);
            int total = sender.ProtectRtp(destination, header, packet.AsSpan(header), 0);
            Corpus.Write(folder, name, comment, destination.AsSpan(0, total));
        }
    }
}
