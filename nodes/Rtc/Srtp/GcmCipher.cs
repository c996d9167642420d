namespace CdnLab.Rtc.Srtp;

/// <summary>AES-128-GCM with a nonce of 12 and a tag of 16 bytes (NIST SP 800-38D).</summary>
internal abstract class GcmCipher : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>The fastest implementation that this machine has.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="allowIntrinsics">False takes the system library's everywhere; for tests.</param>
    /// <param name="usualLength">Bytes of text and associated data up to which to be fastest; costs as much memory.</param>
    public static GcmCipher Create(ReadOnlySpan<byte> key, bool allowIntrinsics, int usualLength) =>
        allowIntrinsics && AesNiKey.IsSupported ? new ClmulGcm(key, (usualLength / 16) + 3) : new SystemGcm(key);

    /// <summary>Encrypts and writes the tag.</summary>
    /// <param name="nonce">12 bytes, never the same twice under a key.</param>
    /// <param name="plaintext">May be the same memory as the ciphertext, but not overlap it otherwise.</param>
    /// <param name="ciphertext">As long as the plaintext.</param>
    /// <param name="tag">16 bytes.</param>
    /// <param name="associatedData">Authenticated, not encrypted.</param>
    public abstract void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData);

    /// <summary>Checks the tag and, only when it is right, decrypts in place.</summary>
    /// <returns>Whether the tag was right. If not, what the text holds is of no use.</returns>
    public abstract bool TryDecrypt(
        ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData);

    /// <summary>Zeroes the key.</summary>
    public abstract void Dispose();
}
