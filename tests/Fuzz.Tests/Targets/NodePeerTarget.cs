using System.Buffers.Binary;
using CdnLab.Core;
using CdnLab.Links.Netem;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Srtp;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>
/// Authentic packets with hostile content: a publisher that sends any RTP and RTCP, a viewer that sends any RTCP, about the
/// sources that are in use. They may hurt their own session, not the node.
/// </summary>
internal sealed class NodePeerTarget : IFuzzTarget, IDisposable
{
    private const int RunsPerSession = 400;

    // VP8, its RTX, Opus, its RTX: what our publisher offers.
    private static readonly byte[] PayloadTypes = [96, 97, 111, 112];

    private readonly byte[] _buffer = new byte[Mutator.MaximumLength + SrtpSession.MaxRtcpOverhead];
    private SimCdn? _cdn;
    private PublisherPeer _publisher = null!;
    private ViewerPeer _viewer = null!;
    private uint[] _viewed = [];
    private long _sequence;
    private int _runs;

    public string Name => "node-peer";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (_cdn is null || _publisher.IsOver || _viewer.IsOver || ++_runs % RunsPerSession == 0)
        {
            Begin();
        }

        SendRtp(input);
        SendRtcp(input, _publisher, [0xAAAAAAAA]);
        SendRtcp(input, _viewer, _viewed);
        _cdn!.Network.RunFor(TimeSpan.FromMilliseconds(1));
    }

    public void Dispose() => _cdn?.Dispose();

    private void SendRtp(ReadOnlySpan<byte> input)
    {
        if (_publisher.IsOver || !RtpPacket.TryGetHeaderLength(input, out int header))
        {
            return;
        }

        // Near the last number, now and then far ahead: reordered, repeated, with gaps.
        _sequence = Math.Max(0, _sequence + (input[2] == 0 ? input[3] * 100 : (sbyte)input[3] / 16));
        input[..header].CopyTo(_buffer);
        RtpHeader.SetPayloadType(_buffer, PayloadTypes[input[1] & 3]);
        RtpHeader.SetSequenceNumber(_buffer, (ushort)_sequence);
        RtpHeader.SetSsrc(_buffer, 0xAAAAAAA0u + (uint)(input[11] % 8));
        int length = _publisher.Transport!.Srtp!.ProtectRtp(_buffer, header, input[header..], (uint)(_sequence >> 16));
        _cdn!.Origin.Receive(_cdn.Network.Now, _buffer[..length], _cdn.AddressOf(_publisher));
    }

    private void SendRtcp(ReadOnlySpan<byte> input, RtcPeer peer, uint[] sources)
    {
        if (peer.IsOver || input.Length < 12 || input[0] >> 6 != 2)
        {
            return;
        }

        input.CopyTo(_buffer);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(8), sources[input[^1] % sources.Length]);
        int length = peer.Transport!.Srtp!.ProtectRtcp(_buffer, input.Length);
        _cdn!.Origin.Receive(_cdn.Network.Now, _buffer[..length], _cdn.AddressOf(peer));
    }

    private void Begin()
    {
        _cdn?.Dispose();
        _cdn = new SimCdn(7, new LinkProfile { Delay = TimeSpan.FromMilliseconds(1) });
        _publisher = _cdn.Publish("stream");
        _cdn.Network.RunFor(TimeSpan.FromMilliseconds(200));
        _viewer = _cdn.Join(_cdn.Origin, "stream");
        _cdn.Network.RunFor(TimeSpan.FromMilliseconds(200));
        Broken.Unless(_viewer.Join.IsComplete, "the viewer saw no key frame");
        Broken.Unless(SessionDescription.TryParse(_cdn.OutcomeOf(_viewer).Answer, out SessionDescription? answer, out _), "our answer does not parse");
        _viewed = [.. answer!.Media.SelectMany(media => media.Ssrcs).Select(attribute => attribute.Ssrc).Distinct()];
        _sequence = 0;
    }
}
