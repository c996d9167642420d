using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>GCM by the system library: for processors without AES and carry-less multiplication instructions.</summary>
internal sealed class SystemGcm(ReadOnlySpan<byte> key) : GcmCipher
{
    private readonly AesGcm _gcm = new(key, TagLength);

    public override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData) =>
        _gcm.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);

    public override bool TryDecrypt(
        ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData)
    {
        try
        {
            _gcm.Decrypt(nonce, text, tag, text, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // The library's only way of saying so. It costs some 20 us, which is why the other implementation exists.
            return false;
        }
    }

    public override void Dispose() => _gcm.Dispose();
}
