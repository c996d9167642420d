using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>GCM by the processor's AES and carry-less multiplication instructions, several times as fast as the system's.</summary>
/// <remarks>
/// GHASH is computed as POLYVAL of the byte-reversed blocks under x·H (RFC 8452 appendix A), whose product needs no bit
/// reversal and whose reduction is two multiplications. With the powers of H at hand a packet is one sum with one reduction
/// at its end: X1·H^n + X2·H^(n-1) + … + Xn·H. That sum has no chain of dependent multiplications, and four blocks at once
/// where the processor has VPCLMULQDQ.
/// </remarks>
internal sealed class ClmulGcm : GcmCipher
{
    private const int BlockLength = 16;
    private const int WideBlocks = 4;

    private readonly AesNiKey _aes;

    /// <summary>H^n, …, H^1: the powers for k blocks are the last k.</summary>
    private readonly Vector128<byte>[] _powers;

    /// <summary>Expands the key.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="powers">Blocks with one reduction, 16 bytes of memory each; longer packets take several.</param>
    public ClmulGcm(ReadOnlySpan<byte> key, int powers)
    {
        _aes = new AesNiKey(key);
        _powers = new Vector128<byte>[powers];
        Vector128<byte> h = TimesX(Reverse(_aes.Encrypt(Vector128<byte>.Zero)));
        _powers[powers - 1] = h;
        for (int i = powers - 2; i >= 0; i--)
        {
            Sum sum = default;
            sum.Add(_powers[i + 1], h);
            _powers[i] = sum.Reduce();
        }
    }

    public override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associatedData)
    {
        ciphertext = ciphertext[..plaintext.Length];
        Vector128<byte> first = FirstCounter(nonce);
        _aes.Counter(first.WithElement(15, (byte)2), plaintext, ciphertext);
        ComputeTag(first, ciphertext, associatedData).CopyTo(tag);
    }

    public override bool TryDecrypt(
        ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData)
    {
        Vector128<byte> first = FirstCounter(nonce);
        Span<byte> expected = stackalloc byte[TagLength];
        ComputeTag(first, text, associatedData).CopyTo(expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, tag))
        {
            return false;
        }

        _aes.Counter(first.WithElement(15, (byte)2), text, text);
        return true;
    }

    public override void Dispose()
    {
        _aes.Dispose();
        Array.Clear(_powers);
    }

    /// <summary>nonce || 1: its encryption masks the tag; the text begins with 2.</summary>
    private static Vector128<byte> FirstCounter(ReadOnlySpan<byte> nonce)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        nonce[..NonceLength].CopyTo(block);
        BinaryPrimitives.WriteUInt32BigEndian(block[NonceLength..], 1);
        return Vector128.Create((ReadOnlySpan<byte>)block);
    }

    private static Vector128<byte> Reversal => Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    private static Vector128<byte> Reverse(Vector128<byte> block) => Ssse3.Shuffle(block, Reversal);

    /// <summary>x·H modulo x^128 + x^127 + x^126 + x^121 + 1.</summary>
    private static Vector128<byte> TimesX(Vector128<byte> h)
    {
        UInt128 value = new(h.AsUInt64().GetElement(1), h.AsUInt64().GetElement(0));
        UInt128 carry = UInt128.Zero - (value >> 127);
        UInt128 product = (value << 1) ^ (carry & new UInt128(0xC200_0000_0000_0000, 1));
        return Vector128.Create((ulong)product, (ulong)(product >> 64)).AsByte();
    }

    private static int Blocks(int length) => (length + BlockLength - 1) / BlockLength;

    private Vector128<byte> ComputeTag(Vector128<byte> firstCounter, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData)
    {
        // Both lengths in bits, big-endian in GCM, so in this order and native once reversed.
        Vector128<byte> lengths = Vector128.Create((ulong)ciphertext.Length * 8, (ulong)associatedData.Length * 8).AsByte();
        int power = _powers.Length - Blocks(associatedData.Length) - Blocks(ciphertext.Length) - 1;
        Sum sum = default;
        if (power >= 0)
        {
            power = Add(ref sum, associatedData, power);
            Add(ref sum, ciphertext, power);
            sum.Add(lengths, _powers[^1]);
        }
        else
        {
            Vector128<byte> hash = Absorb(Absorb(Vector128<byte>.Zero, associatedData), ciphertext);
            sum.Add(hash ^ lengths, _powers[^1]);
        }

        return Reverse(sum.Reduce()) ^ _aes.Encrypt(firstCounter);
    }

    /// <summary>Hashes data of any length, in pieces for which there are powers.</summary>
    private Vector128<byte> Absorb(Vector128<byte> hash, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> piece = data[..Math.Min(data.Length, _powers.Length * BlockLength)];
            int power = _powers.Length - Blocks(piece.Length);
            Sum sum = default;
            sum.Add(hash, _powers[power]);
            Add(ref sum, piece, power);
            hash = sum.Reduce();
            data = data[piece.Length..];
        }

        return hash;
    }

    /// <summary>Adds blocks times powers; the last block is filled up with zeroes.</summary>
    /// <returns>The power for what follows.</returns>
    private int Add(ref Sum sum, ReadOnlySpan<byte> data, int power)
    {
        ref Vector128<byte> powers = ref MemoryMarshal.GetArrayDataReference(_powers);
        ref byte bytes = ref MemoryMarshal.GetReference(data);
        nuint at = 0;
        nuint length = (nuint)data.Length;
        Vector128<byte> reversal = Reversal;
        if (Pclmulqdq.V512.IsSupported && Avx512BW.IsSupported && data.Length >= WideBlocks * BlockLength)
        {
            Vector512<byte> wideReversal = Vector512.Create(Vector256.Create(reversal, reversal), Vector256.Create(reversal, reversal));
            Vector512<ulong> low = default;
            Vector512<ulong> middle = default;
            Vector512<ulong> high = default;
            for (; length - at >= WideBlocks * BlockLength; at += WideBlocks * BlockLength, power += WideBlocks)
            {
                Vector512<ulong> x = Avx512BW.Shuffle(Vector512.LoadUnsafe(ref bytes, at), wideReversal).AsUInt64();
                Vector512<ulong> h = Vector512.LoadUnsafe(ref Unsafe.As<Vector128<byte>, ulong>(ref Unsafe.Add(ref powers, power)));
                low ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x00);
                middle ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x01);
                middle ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x10);
                high ^= Pclmulqdq.V512.CarrylessMultiply(x, h, 0x11);
            }

            sum.Add(low, middle, high);
        }

        for (; length - at >= BlockLength; at += BlockLength, power++)
        {
            sum.Add(Ssse3.Shuffle(Vector128.LoadUnsafe(ref bytes, at), reversal), Unsafe.Add(ref powers, power));
        }

        if (at < length)
        {
            Span<byte> padded = stackalloc byte[BlockLength];
            padded.Clear();
            data[(int)at..].CopyTo(padded);
            sum.Add(Reverse(Vector128.Create((ReadOnlySpan<byte>)padded)), _powers[power++]);
        }

        return power;
    }

    /// <summary>Products that are added up before they are reduced.</summary>
    private struct Sum
    {
        private Vector128<ulong> _low;
        private Vector128<ulong> _middle;
        private Vector128<ulong> _high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector128<byte> a, Vector128<byte> b)
        {
            Vector128<ulong> x = a.AsUInt64();
            Vector128<ulong> y = b.AsUInt64();
            _low ^= Pclmulqdq.CarrylessMultiply(x, y, 0x00);
            _middle ^= Pclmulqdq.CarrylessMultiply(x, y, 0x01) ^ Pclmulqdq.CarrylessMultiply(x, y, 0x10);
            _high ^= Pclmulqdq.CarrylessMultiply(x, y, 0x11);
        }

        public void Add(Vector512<ulong> low, Vector512<ulong> middle, Vector512<ulong> high)
        {
            _low ^= Fold(low);
            _middle ^= Fold(middle);
            _high ^= Fold(high);
        }

        public readonly Vector128<byte> Reduce()
        {
            Vector128<ulong> low = _low ^ Sse2.ShiftLeftLogical128BitLane(_middle, 8);
            Vector128<ulong> high = _high ^ Sse2.ShiftRightLogical128BitLane(_middle, 8);
            Vector128<ulong> polynomial = Vector128.Create(1UL, 0xC200_0000_0000_0000);
            low = Sse2.Shuffle(low.AsUInt32(), 0x4E).AsUInt64() ^ Pclmulqdq.CarrylessMultiply(low, polynomial, 0x10);
            low = Sse2.Shuffle(low.AsUInt32(), 0x4E).AsUInt64() ^ Pclmulqdq.CarrylessMultiply(low, polynomial, 0x10);
            return (low ^ high).AsByte();
        }

        private static Vector128<ulong> Fold(Vector512<ulong> wide)
        {
            Vector256<ulong> half = wide.GetLower() ^ wide.GetUpper();
            return half.GetLower() ^ half.GetUpper();
        }
    }
}
