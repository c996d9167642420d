using CdnLab.Rtc.Ice;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>STUN messages: every attribute is read, the integrity and the fingerprint are checked.</summary>
internal sealed class StunTarget : IFuzzTarget
{
    private static readonly byte[] Key = "VOkJxbRl1RmTxUk/WvJxBt"u8.ToArray();

    public string Name => "stun";

    public void Run(ReadOnlySpan<byte> input)
    {
        bool hasUser = StunMessage.TryReadUsername(input, out ReadOnlySpan<byte> ufrag);
        Broken.Unless(hasUser || ufrag.IsEmpty, "a user name beside 'there is none'");
        if (!StunMessage.TryParse(input, out StunMessage message, out StunParseError error))
        {
            Broken.Unless(error != StunParseError.None, "refused without a reason");
            return;
        }

        Broken.Unless(!hasUser || message.Username.IsEmpty || message.Username.StartsWith(ufrag), "two opinions on the user name");
        _ = message.Class;
        _ = message.Method;
        _ = message.TransactionId;
        _ = message.Software.Length + message.UnknownAttributes.Length;
        _ = message.Priority;
        _ = message.IceControlled;
        _ = message.IceControlling;
        _ = message.UseCandidate;
        _ = message.XorMappedAddress;
        Broken.Unless(message.ErrorCode is 0 or (>= 300 and < 700), $"error code {message.ErrorCode}");
        _ = message.CheckFingerprint();
        _ = message.CheckIntegrity(Key);
        StunUnknownTypes unknown = message.UnknownRequired;
        for (int i = 0; i < unknown.Count; i++)
        {
            Broken.Unless(unknown[i] < 0x8000, $"{unknown[i]:x4} need not be understood");
        }
    }
}
