using System.Text;
using CdnLab.Core;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Tests.Ice;

/// <summary>RFC 5769 §2.1–2.3, byte for byte. The vectors pad with spaces.</summary>
public sealed class StunVectorTests
{
    private const string Request =
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36" +
        "000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";

    private const string IPv4Response =
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643" +
        "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

    private const string IPv6Response =
        "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9" +
        "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c";

    private static readonly byte[] Password = "VOkJxbRl1RmTxUk/WvJxBt"u8.ToArray();
    private static readonly StunTransactionId Transaction = new(0xb7e7a701bc34d686, 0xfa87dfae);

    [Fact]
    public void Sample_request_is_read()
    {
        Assert.True(StunMessage.TryParse(Convert.FromHexString(Request), out StunMessage message, out _));
        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal(1, message.Method);
        Assert.Equal(Transaction, message.TransactionId);
        Assert.Equal("STUN test client", Encoding.UTF8.GetString(message.Software));
        Assert.Equal(0x6e0001ffu, message.Priority);
        Assert.Equal(0x932ff9b151263b36ul, message.IceControlled);
        Assert.Null(message.IceControlling);
        Assert.False(message.UseCandidate);
        Assert.Equal("evtj:h6vY", Encoding.UTF8.GetString(message.Username));
        Assert.True(message.CheckIntegrity(Password));
        Assert.True(message.CheckFingerprint());
        Assert.Equal(0, message.UnknownRequired.Count);
    }

    [Fact]
    public void Sample_request_is_written()
    {
        byte[] buffer = new byte[200];
        StunWriter writer = new(buffer, StunClass.Request, Transaction, padding: 0x20);
        writer.Add(StunAttribute.Software, "STUN test client"u8);
        writer.AddUInt32(StunAttribute.Priority, 0x6e0001ff);
        writer.AddUInt64(StunAttribute.IceControlled, 0x932ff9b151263b36);
        writer.Add(StunAttribute.Username, "evtj:h6vY"u8);
        writer.AddIntegrity(Password);
        writer.AddFingerprint();
        Assert.Equal(Request, Convert.ToHexStringLower(buffer[..writer.Length]));
    }

    [Theory]
    [InlineData(IPv4Response, "192.0.2.1:32853")]
    [InlineData(IPv6Response, "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void Sample_response_is_read_and_written(string hex, string address)
    {
        Assert.True(NetAddress.TryParse(address, out NetAddress mapped));
        Assert.True(StunMessage.TryParse(Convert.FromHexString(hex), out StunMessage message, out _));
        Assert.Equal(StunClass.Success, message.Class);
        Assert.Equal(Transaction, message.TransactionId);
        Assert.Equal("test vector", Encoding.UTF8.GetString(message.Software));
        Assert.Equal(mapped, message.XorMappedAddress);
        Assert.True(message.CheckIntegrity(Password));
        Assert.True(message.CheckFingerprint());

        byte[] buffer = new byte[200];
        StunWriter writer = new(buffer, StunClass.Success, Transaction, padding: 0x20);
        writer.Add(StunAttribute.Software, "test vector"u8);
        writer.AddXorMappedAddress(mapped);
        writer.AddIntegrity(Password);
        writer.AddFingerprint();
        Assert.Equal(hex, Convert.ToHexStringLower(buffer[..writer.Length]));
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        byte[] sample = Convert.FromHexString(Request);
        for (int bit = 0; bit < sample.Length * 8; bit++)
        {
            byte[] changed = (byte[])sample.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            bool accepted = StunMessage.TryParse(changed, out StunMessage message, out _) && message.CheckFingerprint() && message.CheckIntegrity(Password);
            Assert.False(accepted, $"bit {bit} changed and nothing noticed");
        }
    }
}
