using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Tests.Srtp;

/// <summary>Our GCM against the system's, bit for bit.</summary>
public sealed class GcmCipherTests
{
    [Fact]
    public void Every_length_of_text_and_associated_data_agrees_with_the_system()
    {
        if (!AesNiKey.IsSupported)
        {
            return;
        }

        var random = new Random(7714);
        byte[] key = new byte[16];
        byte[] nonce = new byte[12];
        byte[] text = new byte[4000];
        byte[] associated = new byte[300];
        for (int round = 0; round < 2000; round++)
        {
            random.NextBytes(key);
            random.NextBytes(nonce);
            random.NextBytes(text);
            random.NextBytes(associated);
            int length = round < 700 ? round : random.Next(text.Length);
            int clear = round % associated.Length;
            using var ours = new ClmulGcm(key, round % 3 == 0 ? 8 : 96);
            using var system = new SystemGcm(key);
            byte[] a = new byte[length];
            byte[] b = new byte[length];
            byte[] tagA = new byte[16];
            byte[] tagB = new byte[16];
            ours.Encrypt(nonce, text.AsSpan(0, length), a, tagA, associated.AsSpan(0, clear));
            system.Encrypt(nonce, text.AsSpan(0, length), b, tagB, associated.AsSpan(0, clear));
            Assert.True(a.AsSpan().SequenceEqual(b), $"ciphertext of {length} bytes");
            Assert.True(tagA.AsSpan().SequenceEqual(tagB), $"tag of {length} bytes with {clear} associated");

            tagA[round % 16] ^= 4;
            Assert.False(ours.TryDecrypt(nonce, a, tagA, associated.AsSpan(0, clear)));
            Assert.True(a.AsSpan().SequenceEqual(b), "a wrong tag changed the text");
            Assert.True(ours.TryDecrypt(nonce, a, tagB, associated.AsSpan(0, clear)));
            Assert.True(a.AsSpan().SequenceEqual(text.AsSpan(0, length)), $"decryption of {length} bytes");
        }
    }
}
