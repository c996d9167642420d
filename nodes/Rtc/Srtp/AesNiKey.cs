using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AesNi = System.Runtime.Intrinsics.X86.Aes;

namespace CdnLab.Rtc.Srtp;

/// <summary>An expanded AES-128 key and what the processor's AES instructions do with it (FIPS 197).</summary>
internal sealed class AesNiKey : IDisposable
{
    private const int BlockLength = 16;
    private const int Rounds = 10;

    // Eight blocks at once hide the latency of AESENC.
    private const int Lanes = 8;

    private readonly Vector128<byte>[] _roundKeys = new Vector128<byte>[Rounds + 1];

    public AesNiKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != BlockLength)
        {
            throw new ArgumentException($"AES-128 takes a key of 16 bytes, not {key.Length}.", nameof(key));
        }

        Vector128<byte>[] k = _roundKeys;
        k[0] = Vector128.Create(key);
        k[1] = NextRoundKey(k[0], AesNi.KeygenAssist(k[0], 0x01));
        k[2] = NextRoundKey(k[1], AesNi.KeygenAssist(k[1], 0x02));
        k[3] = NextRoundKey(k[2], AesNi.KeygenAssist(k[2], 0x04));
        k[4] = NextRoundKey(k[3], AesNi.KeygenAssist(k[3], 0x08));
        k[5] = NextRoundKey(k[4], AesNi.KeygenAssist(k[4], 0x10));
        k[6] = NextRoundKey(k[5], AesNi.KeygenAssist(k[5], 0x20));
        k[7] = NextRoundKey(k[6], AesNi.KeygenAssist(k[6], 0x40));
        k[8] = NextRoundKey(k[7], AesNi.KeygenAssist(k[7], 0x80));
        k[9] = NextRoundKey(k[8], AesNi.KeygenAssist(k[8], 0x1B));
        k[10] = NextRoundKey(k[9], AesNi.KeygenAssist(k[9], 0x36));
    }

    /// <summary>Whether this processor has what this class and <see cref="ClmulGcm"/> use.</summary>
    public static bool IsSupported => AesNi.IsSupported && Pclmulqdq.IsSupported && Ssse3.IsSupported;

    /// <summary>Encrypts one block.</summary>
    public Vector128<byte> Encrypt(Vector128<byte> block)
    {
        ref Vector128<byte> k = ref MemoryMarshal.GetArrayDataReference(_roundKeys);
        block ^= k;
        for (int round = 1; round < Rounds; round++)
        {
            block = AesNi.Encrypt(block, Unsafe.Add(ref k, round));
        }

        return AesNi.EncryptLast(block, Unsafe.Add(ref k, Rounds));
    }

    /// <summary>Combines the input with the key stream; the last 32 bits of the counter block count up, big-endian.</summary>
    /// <param name="counter">The first counter block.</param>
    /// <param name="input">May be the same memory as the output, but not overlap it otherwise.</param>
    /// <param name="output">As long as the input.</param>
    public void Counter(Vector128<byte> counter, ReadOnlySpan<byte> input, Span<byte> output)
    {
        // The counter's last four bytes are kept swapped, so that they add as a native integer.
        Vector128<byte> swap = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 14, 13, 12);
        Vector128<uint> one = Vector128.Create(0u, 0u, 0u, 1u);
        Vector128<uint> next = Ssse3.Shuffle(counter, swap).AsUInt32();
        ref Vector128<byte> k = ref MemoryMarshal.GetArrayDataReference(_roundKeys);
        ref byte source = ref MemoryMarshal.GetReference(input);
        ref byte target = ref MemoryMarshal.GetReference(output[..input.Length]);
        nuint at = 0;
        nuint length = (nuint)input.Length;
        for (; length - at >= Lanes * BlockLength; at += Lanes * BlockLength)
        {
            Vector128<uint> n1 = next + one;
            Vector128<uint> n2 = n1 + one;
            Vector128<uint> n3 = n2 + one;
            Vector128<uint> n4 = n3 + one;
            Vector128<uint> n5 = n4 + one;
            Vector128<uint> n6 = n5 + one;
            Vector128<uint> n7 = n6 + one;
            Vector128<byte> b0 = Ssse3.Shuffle(next.AsByte(), swap) ^ k;
            Vector128<byte> b1 = Ssse3.Shuffle(n1.AsByte(), swap) ^ k;
            Vector128<byte> b2 = Ssse3.Shuffle(n2.AsByte(), swap) ^ k;
            Vector128<byte> b3 = Ssse3.Shuffle(n3.AsByte(), swap) ^ k;
            Vector128<byte> b4 = Ssse3.Shuffle(n4.AsByte(), swap) ^ k;
            Vector128<byte> b5 = Ssse3.Shuffle(n5.AsByte(), swap) ^ k;
            Vector128<byte> b6 = Ssse3.Shuffle(n6.AsByte(), swap) ^ k;
            Vector128<byte> b7 = Ssse3.Shuffle(n7.AsByte(), swap) ^ k;
            next = n7 + one;
            for (int round = 1; round < Rounds; round++)
            {
                Vector128<byte> key = Unsafe.Add(ref k, round);
                b0 = AesNi.Encrypt(b0, key);
                b1 = AesNi.Encrypt(b1, key);
                b2 = AesNi.Encrypt(b2, key);
                b3 = AesNi.Encrypt(b3, key);
                b4 = AesNi.Encrypt(b4, key);
                b5 = AesNi.Encrypt(b5, key);
                b6 = AesNi.Encrypt(b6, key);
                b7 = AesNi.Encrypt(b7, key);
            }

            Vector128<byte> last = Unsafe.Add(ref k, Rounds);
            (AesNi.EncryptLast(b0, last) ^ Vector128.LoadUnsafe(ref source, at)).StoreUnsafe(ref target, at);
            (AesNi.EncryptLast(b1, last) ^ Vector128.LoadUnsafe(ref source, at + 16)).StoreUnsafe(ref target, at + 16);
            (AesNi.EncryptLast(b2, last) ^ Vector128.LoadUnsafe(ref source, at + 32)).StoreUnsafe(ref target, at + 32);
            (AesNi.EncryptLast(b3, last) ^ Vector128.LoadUnsafe(ref source, at + 48)).StoreUnsafe(ref target, at + 48);
            (AesNi.EncryptLast(b4, last) ^ Vector128.LoadUnsafe(ref source, at + 64)).StoreUnsafe(ref target, at + 64);
            (AesNi.EncryptLast(b5, last) ^ Vector128.LoadUnsafe(ref source, at + 80)).StoreUnsafe(ref target, at + 80);
            (AesNi.EncryptLast(b6, last) ^ Vector128.LoadUnsafe(ref source, at + 96)).StoreUnsafe(ref target, at + 96);
            (AesNi.EncryptLast(b7, last) ^ Vector128.LoadUnsafe(ref source, at + 112)).StoreUnsafe(ref target, at + 112);
        }

        if (at == length)
        {
            return;
        }

        Vector128<byte> following = Ssse3.Shuffle(next.AsByte(), swap);
        input = input[(int)at..];
        output = output.Slice((int)at, input.Length);
        if (length - at > BlockLength)
        {
            // Eight blocks at once, though some are thrown away, take as long as one alone.
            Span<byte> tail = stackalloc byte[Lanes * BlockLength];
            input.CopyTo(tail);
            Counter(following, tail, tail);
            tail[..input.Length].CopyTo(output);
        }
        else
        {
            Span<byte> stream = stackalloc byte[BlockLength];
            Encrypt(following).CopyTo(stream);
            for (int i = 0; i < input.Length; i++)
            {
                output[i] = (byte)(input[i] ^ stream[i]);
            }
        }
    }

    public void Dispose() => Array.Clear(_roundKeys);

    private static Vector128<byte> NextRoundKey(Vector128<byte> key, Vector128<byte> assist)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        return key ^ Sse2.Shuffle(assist.AsUInt32(), 0xFF).AsByte();
    }
}
