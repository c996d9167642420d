namespace CdnLab.Rtc.Srtp;

/// <summary>Session keys from master keys (RFC 3711 §4.3, RFC 7714 §11), with key derivation rate 0: once per session.</summary>
internal static class SrtpKeyDerivation
{
    public const byte RtpEncryption = 0;
    public const byte RtpAuthentication = 1;
    public const byte RtpSalt = 2;
    public const byte RtcpEncryption = 3;
    public const byte RtcpAuthentication = 4;
    public const byte RtcpSalt = 5;

    /// <summary>Derives one key: the key stream of AES-CM under the master key, beginning at (label · 2^48 xor salt) · 2^16.</summary>
    /// <param name="prf">AES counter mode under the master key.</param>
    /// <param name="masterSalt">14 bytes, or 12, which count as followed by two zeroes (RFC 7714 §11).</param>
    /// <param name="label">Which key.</param>
    /// <param name="output">Filled; its length is the key's.</param>
    public static void Derive(AesCounter prf, ReadOnlySpan<byte> masterSalt, byte label, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        masterSalt.CopyTo(block);
        block[7] ^= label;
        output.Clear();
        prf.Transform(block, output, output);
    }
}
