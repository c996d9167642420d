using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

public sealed partial class IceAgent
{
    // A peer's datagram causes at most a response and a check; an owner that polls after each input needs few.
    private const int MaxQueued = 32;

    private readonly IceTransmit[] _queue = new IceTransmit[MaxQueued];
    private int _queueHead;
    private int _queueCount;

    /// <summary>Takes the next datagram to send.</summary>
    /// <param name="buffer">Where it is written; <see cref="MaxTransmitLength"/> bytes are always enough.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="to">Where it goes.</param>
    /// <returns>False when there is nothing to send.</returns>
    public bool TryPollTransmit(Span<byte> buffer, out int length, out NetAddress to)
    {
        if (_queueCount == 0)
        {
            length = 0;
            to = default;
            return false;
        }

        ref IceTransmit transmit = ref _queue[_queueHead];
        to = transmit.To;
        length = Write(transmit, buffer);
        transmit = default;
        _queueHead = (_queueHead + 1) % MaxQueued;
        _queueCount--;
        return true;
    }

    private int Write(in IceTransmit transmit, Span<byte> buffer)
    {
        StunWriter writer = new(buffer, transmit.Class, transmit.TransactionId);
        byte[]? key = transmit.Generation?.Local.Key;
        switch (transmit.Class)
        {
            case StunClass.Success:
                writer.AddXorMappedAddress(transmit.To);
                break;
            case StunClass.Error:
                writer.AddErrorCode(transmit.ErrorCode);
                if (transmit.Unknown.Count > 0)
                {
                    writer.AddUnknownAttributes(transmit.Unknown);
                }

                break;
            default:
                // RFC 8445 §7.2.2: our checks are protected by the peer's password.
                key = transmit.Generation!.Remote!.Key;
                writer.Add(StunAttribute.Username, transmit.Generation.OutgoingUsername);
                writer.AddUInt64(transmit.Controlling ? StunAttribute.IceControlling : StunAttribute.IceControlled, _tieBreaker);
                writer.AddUInt32(StunAttribute.Priority, IceCandidate.ComputePriority(IceCandidateType.PeerReflexive, 65535));
                if (transmit.Nominates)
                {
                    writer.AddFlag(StunAttribute.UseCandidate);
                }

                break;
        }

        if (key is not null)
        {
            writer.AddIntegrity(key);
        }

        writer.AddFingerprint();
        return writer.Length;
    }

    private void QueueError(in StunMessage request, NetAddress to, int code, IceGeneration? generation)
    {
        Counters.ErrorsSent++;
        Queue(new IceTransmit
        {
            Class = StunClass.Error,
            To = to,
            TransactionId = request.TransactionId,
            Generation = generation,
            ErrorCode = code,
            Unknown = code == StunErrorCode.UnknownAttribute ? request.UnknownRequired : default,
        });
    }

    private void Queue(in IceTransmit transmit)
    {
        if (_queueCount == MaxQueued)
        {
            Counters.TransmitsDropped++;
            return;
        }

        _queue[(_queueHead + _queueCount++) % MaxQueued] = transmit;
    }
}
