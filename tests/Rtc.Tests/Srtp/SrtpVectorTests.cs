using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Tests.Srtp;

/// <summary>Published vectors, on the processor's instructions and without them.</summary>
public sealed class SrtpVectorTests
{
    // RFC 7714 §16: key 00…0f and salt "Quid pro quo" are session keys, given directly.
    private const string GcmKey = "000102030405060708090a0b0c0d0e0f";
    private const string GcmSalt = "51756964 2070726f 2071756f";

    // RFC 7714 §16: header 8040f17b 8041f8d3 5501a0b2, payload "Gallia est omnis divisa in partes tres".
    private const string RtpPacket =
        "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573";

    // RFC 7714 §17.1.
    private const string RtcpPacket =
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef deadbeef deadbeef";

    private const uint RtcpIndex = 0x5d4;

    public static TheoryData<bool> BothPaths => new() { true, false };

    /// <summary>RFC 3711 appendix B.2.</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Aes_cm_key_stream_is_that_of_rfc_3711_b2(bool intrinsics)
    {
        byte[] counter = new byte[16];
        AesCmTransform.CounterBlock(Hex.Bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"), ssrc: 0, index: 0, counter);
        Assert.Equal(Hex.Bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), counter);

        using AesCounter aes = AesCounter.Create(Hex.Bytes("2B7E151628AED2A6ABF7158809CF4F3C"), intrinsics);
        byte[] stream = new byte[1044512];
        aes.Transform(counter, stream, stream);
        Assert.Equal(
            Hex.Bytes("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0"),
            stream[..48]);
        Assert.Equal(
            Hex.Bytes("EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44"),
            stream[^48..]);
    }

    /// <summary>RFC 3711 appendix B.3: cipher key, cipher salt and 94 bytes of authentication key.</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Session_keys_are_those_of_rfc_3711_b3(bool intrinsics)
    {
        byte[] salt = Hex.Bytes("0EC675AD498AFEEBB6960B3AABE6");
        using AesCounter prf = AesCounter.Create(Hex.Bytes("E1F97A0D3E018BE0D64FA32C06DE4139"), intrinsics);
        Assert.Equal(Hex.Bytes("C61E7A93744F39EE10734AFE3FF7A087"), Derive(prf, salt, SrtpKeyDerivation.RtpEncryption, 16));
        Assert.Equal(Hex.Bytes("30CBBC08863D8C85D49DB34A9AE1"), Derive(prf, salt, SrtpKeyDerivation.RtpSalt, 14));
        Assert.Equal(
            Hex.Bytes("""
                CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE
                E049646C43D9327AD175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25
                6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2
                """),
            Derive(prf, salt, SrtpKeyDerivation.RtpAuthentication, 94));
    }

    /// <summary>RFC 9335 appendix A.2 prints the AEAD_AES_128_GCM session keys of a 12-byte master salt (RFC 7714 §11).</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Session_keys_of_a_12_byte_salt_are_those_of_rfc_9335_a2(bool intrinsics)
    {
        byte[] salt = Hex.Bytes("a0a1a2a3a4a5a6a7a8a9aaab");
        using AesCounter prf = AesCounter.Create(Hex.Bytes("000102030405060708090a0b0c0d0e0f"), intrinsics);
        Assert.Equal(Hex.Bytes("077c6143cb221bc355ff23d5f984a16e"), Derive(prf, salt, SrtpKeyDerivation.RtpEncryption, 16));
        Assert.Equal(Hex.Bytes("9af3e95364ebac9c99c5a7c4"), Derive(prf, salt, SrtpKeyDerivation.RtpSalt, 12));
    }

    /// <summary>RFC 7714 §16.1.1 and §16.1.2.</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Gcm_rtp_is_that_of_rfc_7714_16_1(bool intrinsics)
    {
        byte[] plain = Hex.Bytes(RtpPacket);
        byte[] expected = Hex.Bytes("""
            8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
            0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce
            """);
        using SrtpSession session = GcmSession(intrinsics);
        byte[] packet = new byte[plain.Length + SrtpSession.MaxRtpOverhead];
        plain.CopyTo(packet, 0);
        Assert.Equal(expected.Length, session.ProtectRtp(packet, 12, plain.AsSpan(12), rolloverCounter: 0));
        Assert.Equal(expected, packet);

        Assert.Equal(UnprotectResult.Ok, session.UnprotectRtp(packet, out int length));
        Assert.Equal(plain, packet[..length]);
    }

    /// <summary>RFC 7714 §16.1.3: the whole packet is associated data.</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Gcm_tag_alone_is_that_of_rfc_7714_16_1_3(bool intrinsics)
    {
        byte[] plain = Hex.Bytes(RtpPacket);
        using SrtpSession session = GcmSession(intrinsics);
        byte[] packet = new byte[plain.Length + SrtpSession.MaxRtpOverhead];
        plain.CopyTo(packet, 0);
        session.ProtectRtp(packet, plain.Length, [], rolloverCounter: 0);
        Assert.Equal([.. plain, .. Hex.Bytes("22493f82d2bce397e9d79e3b19aa4216")], packet);
    }

    /// <summary>RFC 7714 §17.1.</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Gcm_rtcp_is_that_of_rfc_7714_17_1(bool intrinsics)
    {
        byte[] plain = Hex.Bytes(RtcpPacket);
        byte[] expected = Hex.Bytes("""
            81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
            c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4
            """);
        using SrtpSession session = GcmSession(intrinsics);
        byte[] packet = new byte[plain.Length + SrtpSession.MaxRtcpOverhead];
        plain.CopyTo(packet, 0);
        Assert.Equal(expected.Length, session.ProtectRtcp(packet, plain.Length));
        Assert.Equal(expected, packet);

        Assert.Equal(UnprotectResult.Ok, session.UnprotectRtcp(packet, out int length));
        Assert.Equal(plain, packet[..length]);
    }

    /// <summary>RFC 7714 §17.3: authenticated, not encrypted.</summary>
    [Theory]
    [MemberData(nameof(BothPaths))]
    public void Gcm_rtcp_in_the_clear_of_rfc_7714_17_3_is_accepted(bool intrinsics)
    {
        byte[] plain = Hex.Bytes(RtcpPacket);
        byte[] packet = [.. plain, .. Hex.Bytes("841dd968 3dd78ec9 2ae58790 125f62b3 000005d4")];
        using SrtpSession session = GcmSession(intrinsics);
        Assert.Equal(UnprotectResult.Ok, session.UnprotectRtcp(packet, out int length));
        Assert.Equal(plain, packet[..length]);
    }

    private static SrtpSession GcmSession(bool intrinsics) => new(
        SrtpProfile.AeadAes128Gcm, GcmTransform(intrinsics), GcmTransform(intrinsics), RtcpIndex);

    private static GcmTransform GcmTransform(bool intrinsics) =>
        new(Hex.Bytes(GcmKey), Hex.Bytes(GcmSalt), Hex.Bytes(GcmKey), Hex.Bytes(GcmSalt), intrinsics);

    private static byte[] Derive(AesCounter prf, byte[] salt, byte label, int length)
    {
        byte[] key = new byte[length];
        SrtpKeyDerivation.Derive(prf, salt, label, key);
        return key;
    }
}
