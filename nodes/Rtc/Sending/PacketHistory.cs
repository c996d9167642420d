using System.Numerics;

namespace CdnLab.Rtc.Sending;

/// <summary>
/// The last packets of one track, in a ring addressed by their sequence number: what NACKs are answered from and what a new
/// viewer is caught up with.
/// </summary>
/// <remarks>Owned by one loop. All memory is taken at construction.</remarks>
public sealed class PacketHistory
{
    /// <summary>The longest payload that is kept, in bytes.</summary>
    public const int MaximumPayload = 1400;

    private readonly int _mask;
    private readonly byte[] _payloads;
    private readonly StoredPacket[] _packets;
    private readonly ushort[] _lengths;
    private long _newest = -1;

    /// <summary>Makes an empty history.</summary>
    /// <param name="capacity">Packets kept; a power of two.</param>
    public PacketHistory(int capacity)
    {
        if (capacity <= 0 || !BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A history's capacity is a power of two.");
        }

        _mask = capacity - 1;
        _payloads = GC.AllocateUninitializedArray<byte>(capacity * MaximumPayload, pinned: true);
        _packets = new StoredPacket[capacity];
        _lengths = new ushort[capacity];
        Array.Fill(_packets, new StoredPacket(-1, 0, false, false, 0, default, 0, 0));
    }

    /// <summary>The highest number stored; -1 when nothing is.</summary>
    public long Newest => _newest;

    /// <summary>Whether a packet of this number would still fit in: not older than the ring reaches back.</summary>
    public bool Reaches(long extended) => extended >= 0 && extended > _newest - _packets.Length;

    /// <summary>Whether the packet of this number is kept.</summary>
    public bool Contains(long extended) => extended >= 0 && _packets[extended & _mask].Extended == extended;

    /// <summary>Keeps a packet, in place of the one that is a whole ring older.</summary>
    /// <returns>False, and nothing kept, when it is older than the ring reaches back or its payload is too long.</returns>
    public bool TryStore(in StoredPacket packet, ReadOnlySpan<byte> payload)
    {
        if (!Reaches(packet.Extended) || payload.Length > MaximumPayload)
        {
            return false;
        }

        int slot = (int)(packet.Extended & _mask);
        _packets[slot] = packet;
        _lengths[slot] = (ushort)payload.Length;
        payload.CopyTo(_payloads.AsSpan(slot * MaximumPayload));
        _newest = Math.Max(_newest, packet.Extended);
        return true;
    }

    /// <summary>Gets a packet that is kept.</summary>
    /// <param name="extended">Its number.</param>
    /// <param name="packet">What is known of it.</param>
    /// <param name="payload">Its payload, valid until the ring comes round.</param>
    /// <returns>False when it is not kept.</returns>
    public bool TryGet(long extended, out StoredPacket packet, out ReadOnlySpan<byte> payload)
    {
        if (!Contains(extended))
        {
            packet = default;
            payload = default;
            return false;
        }

        int slot = (int)(extended & _mask);
        packet = _packets[slot];
        payload = _payloads.AsSpan(slot * MaximumPayload, _lengths[slot]);
        return true;
    }
}
