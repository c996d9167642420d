using CdnLab.Core;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Forwarding.Tests.Support;

/// <summary>A transport with keys, and the receiver at its other end, who opens what it is sent.</summary>
internal sealed class SrtpLink : IDisposable
{
    public static readonly NetAddress Remote = NetAddress.FromIPv4(0x0A000007, 5000);

    private readonly SrtpSession _local;

    public SrtpLink(SrtpProfile profile = SrtpProfile.AeadAes128Gcm)
    {
        using SrtpMasterKeys a = Keys(profile, 1);
        using SrtpMasterKeys b = Keys(profile, 77);
        _local = new SrtpSession(profile, a, b);
        Peer = new SrtpSession(profile, b, a);
        Transport = new EgressTransport { Srtp = _local, Remote = Remote };
    }

    public EgressTransport Transport { get; }

    public SrtpSession Local => _local;

    public SrtpSession Peer { get; }

    /// <summary>Decrypts a copy as the receiver would, and fails the test when it is not authentic.</summary>
    public byte[] Open(ReadOnlySpan<byte> datagram)
    {
        byte[] copy = datagram.ToArray();
        bool rtcp = RtpHeader.IsRtcp(copy);
        UnprotectResult result = rtcp ? Peer.UnprotectRtcp(copy, out int length) : Peer.UnprotectRtp(copy, out length);
        Assert.True(result == UnprotectResult.Ok, $"{(rtcp ? "RTCP" : "RTP")} of {copy.Length} bytes: {result}");
        return copy[..length];
    }

    public void Dispose()
    {
        _local.Dispose();
        Peer.Dispose();
    }

    private static SrtpMasterKeys Keys(SrtpProfile profile, byte first) => new(
        profile,
        [.. Enumerable.Range(first, profile.KeyLength()).Select(static i => (byte)i)],
        [.. Enumerable.Range(first + 100, profile.SaltLength()).Select(static i => (byte)i)]);
}
