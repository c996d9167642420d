using CdnLab.Rtc.Sending;
using CdnLab.Core;
using CdnLab.Media;
using CdnLab.Rtc.Feedback;

namespace CdnLab.Forwarding;

/// <summary>
/// One track of a stream at this node: the router. Keeps what came, knows where the last key frame began, and hands every
/// packet to every consumer.
/// </summary>
/// <remarks>Owned by one loop; allocates nothing per packet.</remarks>
public sealed class Track
{
    private readonly CodecName _codec;
    private Consumer[] _consumers = [];
    private int _consumerCount;
    private long _keyFrameStart = -1;
    private uint _keyFrameTimestamp;

    /// <summary>Makes a track without packets.</summary>
    public Track(TrackDescription description, TimeSpan keyFrameInterval)
    {
        Description = description;
        _codec = CodecNames.FromEncodingName(description.Codec);
        KeyFrameGate = new KeyFrameRequestGate(keyFrameInterval);
        History = new PacketHistory(description.Kind == TrackKind.Video ? 1024 : 256);
        Clock = new MediaClock(description.ClockRate);
    }

    /// <summary>Codec and clock.</summary>
    public TrackDescription Description { get; }

    /// <summary>The last packets.</summary>
    public PacketHistory History { get; }

    /// <summary>The publisher's media clock: from its sender reports, and before the first from when packets came.</summary>
    public MediaClock Clock { get; }

    /// <summary>Packets that came twice.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Packets that came too late for the history, or were too long for it.</summary>
    public long Dropped { get; private set; }

    /// <summary>Packets that came and were passed on.</summary>
    public long Received { get; private set; }

    /// <summary>Key frames that began.</summary>
    public long KeyFrames { get; private set; }

    /// <summary>Receivers, whatever their state.</summary>
    public ReadOnlySpan<Consumer> Consumers => _consumers.AsSpan(0, _consumerCount);

    /// <summary>Where its receivers' requests for key frames come together on their way upstream.</summary>
    public KeyFrameRequestGate KeyFrameGate { get; }

    /// <summary>Adds a receiver.</summary>
    public void Add(Consumer consumer)
    {
        if (_consumerCount == _consumers.Length)
        {
            Array.Resize(ref _consumers, Math.Max(8, _consumers.Length * 2));
        }

        _consumers[_consumerCount++] = consumer;
    }

    /// <summary>Removes a receiver.</summary>
    public void Remove(Consumer consumer)
    {
        int index = Array.IndexOf(_consumers, consumer, 0, _consumerCount);
        if (index >= 0)
        {
            _consumers[index] = _consumers[--_consumerCount];
            _consumers[_consumerCount] = null!;
        }
    }

    /// <summary>Takes a packet from upstream, in whatever order it came, and passes it on.</summary>
    /// <param name="packet">
    /// What is known of it; <see cref="StoredPacket.KeyFrameStart"/> is worked out here.
    /// </param>
    /// <param name="payload">Its payload, only read during the call.</param>
    /// <param name="absSendTime">abs-send-time of this moment, 24 bits.</param>
    /// <param name="sink">Where the copies go.</param>
    /// <returns>False when it was dropped as a duplicate, too old or too long.</returns>
    public bool Receive(StoredPacket packet, ReadOnlySpan<byte> payload, uint absSendTime, IForwardingSink sink)
    {
        if (History.Contains(packet.Extended))
        {
            Duplicates++;
            return false;
        }

        bool keyFrameStart = _codec.IsVideo() && KeyFrameDetector.IsKeyFrameStart(_codec, payload);
        packet = packet with { KeyFrameStart = keyFrameStart };
        if (!History.TryStore(packet, payload))
        {
            Dropped++;
            return false;
        }

        Received++;
        Clock.Observe(packet.Timestamp, packet.Received);

        // Codecs such as H.264 announce one key frame in several packets of one timestamp; the first of them is where it begins.
        if (keyFrameStart && (_keyFrameStart < 0 || packet.Timestamp != _keyFrameTimestamp || packet.Extended < _keyFrameStart))
        {
            bool another = _keyFrameStart < 0 || packet.Timestamp != _keyFrameTimestamp;
            if (another && packet.Extended > _keyFrameStart)
            {
                KeyFrames++;
                KeyFrameGate.OnKeyFrame();
                _keyFrameStart = packet.Extended;
                _keyFrameTimestamp = packet.Timestamp;
            }
            else if (!another)
            {
                _keyFrameStart = packet.Extended;
            }
        }

        for (int i = 0; i < _consumerCount; i++)
        {
            _consumers[i].Forward(packet, payload, absSendTime, sink);
        }

        return true;
    }

    /// <summary>Where the last key frame begins, if it and all that followed is still kept.</summary>
    public bool TryGetKeptKeyFrame(out long extended)
    {
        extended = _keyFrameStart;
        return History.Contains(_keyFrameStart);
    }
}
