using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>Counter mode on top of the system library's AES: for processors without AES instructions.</summary>
internal sealed class PortableAesCounter : AesCounter
{
    private const int BlockLength = 16;
    private const int BlocksAtOnce = 32;

    private readonly Aes _aes = Aes.Create();
    private readonly ICryptoTransform _encryptor;
    private readonly byte[] _counters = new byte[BlocksAtOnce * BlockLength];
    private readonly byte[] _stream = new byte[BlocksAtOnce * BlockLength];

    public PortableAesCounter(ReadOnlySpan<byte> key)
    {
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(key);

        // Aes.EncryptEcb allocates at every call; a transform that is kept does not.
        _encryptor = _aes.CreateEncryptor();
    }

    public override void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> input, Span<byte> output)
    {
        uint counter = BinaryPrimitives.ReadUInt32BigEndian(counterBlock[12..]);
        while (!input.IsEmpty)
        {
            int blocks = Math.Min(BlocksAtOnce, (input.Length + BlockLength - 1) / BlockLength);
            for (int i = 0; i < blocks; i++)
            {
                Span<byte> block = _counters.AsSpan(i * BlockLength, BlockLength);
                counterBlock[..12].CopyTo(block);
                BinaryPrimitives.WriteUInt32BigEndian(block[12..], counter++);
            }

            _encryptor.TransformBlock(_counters, 0, blocks * BlockLength, _stream, 0);
            int length = Math.Min(input.Length, blocks * BlockLength);
            for (int i = 0; i < length; i++)
            {
                output[i] = (byte)(input[i] ^ _stream[i]);
            }

            input = input[length..];
            output = output[length..];
        }
    }

    public override void Dispose()
    {
        _encryptor.Dispose();
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_stream);
    }
}
