using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CdnLab.Media;

/// <summary>
/// The 64-bit hash by which frames are told apart and compared along the way: XXH64 with seed 0 (xxHash specification 0.1.1).
/// Not for secrets. Several gigabytes per second and core.
/// </summary>
/// <remarks>A value that remembers what was appended: start with a new one per frame, pass it by reference.</remarks>
public struct FrameHash
{
    private const ulong Prime1 = 0x9E37_79B1_85EB_CA87;
    private const ulong Prime2 = 0xC2B2_AE3D_27D4_EB4F;
    private const ulong Prime3 = 0x1656_67B1_9E37_79F9;
    private const ulong Prime4 = 0x85EB_CA77_C2B2_AE63;
    private const ulong Prime5 = 0x27D4_EB2F_1656_67C5;
    private const int StripeLength = 32;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private long _length;
    private Stripe _rest;

    /// <summary>A hash of nothing yet.</summary>
    public FrameHash()
    {
        _a = unchecked(Prime1 + Prime2);
        _b = Prime2;
        _c = 0;
        _d = unchecked(0 - Prime1);
    }

    /// <summary>The hash of what was appended so far.</summary>
    public readonly ulong Value
    {
        get
        {
            ulong hash = _length < StripeLength
                ? Prime5
                : Merge(Merge(Merge(Merge(
                    BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7)
                    + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18), _a), _b), _c), _d);
            hash += (ulong)_length;

            ReadOnlySpan<byte> rest = _rest;
            rest = rest[..(int)(_length % StripeLength)];
            for (; rest.Length >= 8; rest = rest[8..])
            {
                hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest));
                hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
            }

            if (rest.Length >= 4)
            {
                hash ^= BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1;
                hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
                rest = rest[4..];
            }

            foreach (byte value in rest)
            {
                hash ^= value * Prime5;
                hash = BitOperations.RotateLeft(hash, 11) * Prime1;
            }

            hash ^= hash >> 33;
            hash *= Prime2;
            hash ^= hash >> 29;
            hash *= Prime3;
            return hash ^ (hash >> 32);
        }
    }

    /// <summary>The hash of a whole frame.</summary>
    public static ulong Compute(ReadOnlySpan<byte> frame)
    {
        FrameHash hash = new();
        hash.Append(frame);
        return hash.Value;
    }

    /// <summary>Appends the next part; how a frame is cut into parts does not matter.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        int held = (int)(_length % StripeLength);
        _length += data.Length;
        Span<byte> rest = _rest;
        if (held > 0)
        {
            int take = Math.Min(StripeLength - held, data.Length);
            data[..take].CopyTo(rest[held..]);
            data = data[take..];
            if (held + take < StripeLength)
            {
                return;
            }

            Consume(rest);
        }

        for (; data.Length >= StripeLength; data = data[StripeLength..])
        {
            Consume(data);
        }

        data.CopyTo(rest);
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * Prime1) + Prime4;

    private void Consume(ReadOnlySpan<byte> stripe)
    {
        _a = Round(_a, BinaryPrimitives.ReadUInt64LittleEndian(stripe));
        _b = Round(_b, BinaryPrimitives.ReadUInt64LittleEndian(stripe[8..]));
        _c = Round(_c, BinaryPrimitives.ReadUInt64LittleEndian(stripe[16..]));
        _d = Round(_d, BinaryPrimitives.ReadUInt64LittleEndian(stripe[24..]));
    }

    [InlineArray(StripeLength)]
    private struct Stripe
    {
        private byte _first;
    }
}
