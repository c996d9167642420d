using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding;

/// <summary>
/// One track on its way to one receiver: starts it on a key frame, catches it up, numbers its packets, and answers its NACKs.
/// </summary>
/// <remarks>Owned by one loop; sends nothing before <see cref="Activate"/>.</remarks>
public sealed class Consumer
{
    private readonly EgressTransport _transport;
    private readonly long _firstExtended;
    private long _base = -1;
    private long _cursor;

    /// <summary>Makes a consumer of a track.</summary>
    /// <param name="track">What it receives.</param>
    /// <param name="transport">Where its packets go.</param>
    /// <param name="format">Numbers that its receiver agreed to.</param>
    /// <param name="firstSequence">
    /// The first sequence number, for media and retransmissions alike; its upper bit is cleared, so that a receiver that
    /// misses the first packets cannot miss the first wrap with them (RFC 3711 §3.3.1).
    /// </param>
    public Consumer(Track track, EgressTransport transport, in PacketFormat format, ushort firstSequence)
    {
        Track = track;
        Sender = new PacketSender(transport, format, firstSequence);
        _transport = transport;
        _firstExtended = firstSequence & 0x7FFF;
    }

    /// <summary>What it receives.</summary>
    public Track Track { get; }

    /// <summary>Writes and counts its packets.</summary>
    public PacketSender Sender { get; }

    /// <summary>How far it is.</summary>
    public ConsumerState State { get; private set; }

    /// <summary>Packets asked for again that were not kept, or that this receiver takes no RTX for.</summary>
    public long NotKept { get; private set; }

    /// <summary>Starts sending: from the key frame that is kept, or from the next one, which is asked for.</summary>
    public void Activate()
    {
        if (State != ConsumerState.Idle)
        {
            return;
        }

        if (Track.Description.Kind == TrackKind.Audio)
        {
            State = ConsumerState.Live;
        }
        else if (Track.TryGetKeptKeyFrame(out long keyFrame))
        {
            _cursor = keyFrame;
            State = ConsumerState.CatchingUp;
        }
        else
        {
            State = ConsumerState.AwaitingKeyFrame;
            Track.KeyFrameGate.Request();
        }
    }

    /// <summary>Passes on a packet that has just come.</summary>
    public void Forward(in StoredPacket packet, ReadOnlySpan<byte> payload, uint absSendTime, IForwardingSink sink)
    {
        switch (State)
        {
            case ConsumerState.Live:
                Send(packet, payload, absSendTime, live: true, sink);
                break;
            case ConsumerState.AwaitingKeyFrame when packet.KeyFrameStart && packet.Extended < Track.History.Newest:
                // The frame's first packet was lost and comes again behind the rest of it, which is kept.
                _cursor = packet.Extended;
                State = ConsumerState.CatchingUp;
                break;
            case ConsumerState.AwaitingKeyFrame when packet.KeyFrameStart:
                State = ConsumerState.Live;
                Send(packet, payload, absSendTime, live: true, sink);
                break;
            case ConsumerState.CatchingUp when packet.Extended < _cursor:
                // A hole that closed behind the cursor.
                Send(packet, payload, absSendTime, live: false, sink);
                break;
        }
    }

    /// <summary>Sends up to <paramref name="budget"/> kept packets to a receiver that catches up.</summary>
    /// <returns>True while there are more to send.</returns>
    public bool CatchUp(int budget, uint absSendTime, IForwardingSink sink)
    {
        if (State != ConsumerState.CatchingUp)
        {
            return false;
        }

        if (!Track.History.Reaches(_cursor))
        {
            // The ring has overtaken the cursor: what is left no longer begins with a key frame.
            State = ConsumerState.AwaitingKeyFrame;
            Track.KeyFrameGate.Request();
            return false;
        }

        while (budget > 0 && _cursor <= Track.History.Newest)
        {
            if (Track.History.TryGet(_cursor, out StoredPacket packet, out ReadOnlySpan<byte> payload))
            {
                Send(packet, payload, absSendTime, live: false, sink);
                budget--;
            }

            _cursor++;
        }

        if (_cursor <= Track.History.Newest)
        {
            return true;
        }

        State = ConsumerState.Live;
        return false;
    }

    /// <summary>Answers a NACK for one packet by RTX, if it is kept.</summary>
    public void Retransmit(ushort sequence, uint absSendTime, IForwardingSink sink)
    {
        long newest = Track.History.Newest - _base + _firstExtended;
        long extended = newest - (short)((ushort)newest - sequence);
        long inward = extended - _firstExtended + _base;
        if (_base < 0 || inward < _base || !Track.History.TryGet(inward, out StoredPacket packet, out ReadOnlySpan<byte> payload))
        {
            NotKept++;
            return;
        }

        int length = Sender.WriteRetransmission(sink.Next, packet, payload, sequence, absSendTime, out ushort rtxSequence);
        if (length == 0)
        {
            NotKept++;
            return;
        }

        sink.CommitForwarded(length, _transport.Remote, Hop(packet, Sender.Format.RtxSsrc, rtxSequence, live: false));
    }

    private static ForwardedHop Hop(in StoredPacket packet, uint ssrc, ushort sequence, bool live) =>
        new(packet.Received, packet.InSsrc, packet.InSequence, ssrc, sequence, packet.Timestamp, live);

    private void Send(in StoredPacket packet, ReadOnlySpan<byte> payload, uint absSendTime, bool live, IForwardingSink sink)
    {
        if (_base < 0)
        {
            _base = packet.Extended;
        }

        if (packet.Extended < _base)
        {
            return;
        }

        long extended = packet.Extended - _base + _firstExtended;
        int length = Sender.Write(sink.Next, packet, payload, extended, absSendTime);
        if (length > 0)
        {
            sink.CommitForwarded(length, _transport.Remote, Hop(packet, Sender.Format.Ssrc, (ushort)extended, live));
        }
    }
}
