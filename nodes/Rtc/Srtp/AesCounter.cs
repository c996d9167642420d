using System.Runtime.Intrinsics;

namespace CdnLab.Rtc.Srtp;

/// <summary>AES-128 in counter mode (RFC 3711 §4.1.1), by the processor's AES instructions or by the system's library.</summary>
internal abstract class AesCounter : IDisposable
{
    /// <summary>The fastest implementation that this machine has.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="allowIntrinsics">False takes the portable one everywhere; for tests.</param>
    public static AesCounter Create(ReadOnlySpan<byte> key, bool allowIntrinsics = true) =>
        allowIntrinsics && AesNiKey.IsSupported ? new AesNiCounter(key) : new PortableAesCounter(key);

    /// <summary>Encrypts or decrypts, which is the same thing.</summary>
    /// <param name="counterBlock">First counter block, 16 bytes; its last 32 bits count up, big-endian.</param>
    /// <param name="input">May be the same memory as the output, but not overlap it otherwise.</param>
    /// <param name="output">At least as long as the input.</param>
    public abstract void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> input, Span<byte> output);

    /// <summary>Zeroes the key.</summary>
    public abstract void Dispose();

    private sealed class AesNiCounter(ReadOnlySpan<byte> key) : AesCounter
    {
        private readonly AesNiKey _key = new(key);

        public override void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> input, Span<byte> output) =>
            _key.Counter(Vector128.Create(counterBlock), input, output);

        public override void Dispose() => _key.Dispose();
    }
}
