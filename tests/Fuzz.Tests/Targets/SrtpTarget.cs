using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>Unprotecting, with fixed keys: what is accepted must be exactly what the other side would have sent.</summary>
internal sealed class SrtpTarget : IFuzzTarget, IDisposable
{
    private readonly SrtpProfile _profile;
    private readonly SrtpMasterKeys _sendingKeys;
    private readonly SrtpMasterKeys _receivingKeys;
    private readonly SrtpSession _sender;
    private readonly byte[] _packet = new byte[Mutator.MaximumLength];
    private readonly byte[] _again = new byte[Mutator.MaximumLength + SrtpSession.MaxRtpOverhead];

    public SrtpTarget(SrtpProfile profile)
    {
        _profile = profile;
        _sendingKeys = Keys(profile, 1);
        _receivingKeys = Keys(profile, 77);
        _sender = new SrtpSession(profile, _sendingKeys, _receivingKeys);
    }

    public string Name => _profile == SrtpProfile.AeadAes128Gcm ? "srtp-gcm" : "srtp-cm";

    /// <summary>A session whose packets this target accepts.</summary>
    public static SrtpSession NewSender(SrtpProfile profile)
    {
        using SrtpMasterKeys local = Keys(profile, 1);
        using SrtpMasterKeys remote = Keys(profile, 77);
        return new SrtpSession(profile, local, remote);
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        // New each time: otherwise everything but the first would be a replay.
        using var receiver = new SrtpSession(_profile, _receivingKeys, _sendingKeys);
        input.CopyTo(_packet);
        UnprotectResult result = receiver.UnprotectRtp(_packet.AsSpan(0, input.Length), out int length);
        Broken.Unless(receiver.Count(result) == 1, "not counted");
        if (result == UnprotectResult.Ok)
        {
            Broken.Unless(length == input.Length - _profile.TagLength(), $"{length} of {input.Length} bytes");
            Broken.Unless(RtpPacket.TryGetHeaderLength(_packet.AsSpan(0, length), out int header), "authentic and without a header");
            _packet.AsSpan(0, header).CopyTo(_again);
            int sealedLength = _sender.ProtectRtp(_again, header, _packet.AsSpan(header, length - header), 0);
            Broken.Unless(_again.AsSpan(0, sealedLength).SequenceEqual(input), "accepted what nobody sent");
            input.CopyTo(_packet);
            Broken.Unless(receiver.UnprotectRtp(_packet.AsSpan(0, input.Length), out _) == UnprotectResult.Replayed, "accepted twice");
        }
        else
        {
            Broken.Unless(length == 0, $"{result} with {length} bytes");
        }

        input.CopyTo(_packet);
        result = receiver.UnprotectRtcp(_packet.AsSpan(0, input.Length), out length);
        Broken.Unless(result == UnprotectResult.Ok ? length == input.Length - _profile.RtcpOverhead() : length == 0, $"{result} with {length} bytes");
    }

    public void Dispose()
    {
        _sender.Dispose();
        _sendingKeys.Dispose();
        _receivingKeys.Dispose();
    }

    private static SrtpMasterKeys Keys(SrtpProfile profile, byte first) => new(
        profile,
        [.. Enumerable.Range(first, profile.KeyLength()).Select(static i => (byte)i)],
        [.. Enumerable.Range(first + 100, profile.SaltLength()).Select(static i => (byte)i)]);
}
