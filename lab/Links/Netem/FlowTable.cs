using System.Numerics;
using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>
/// The flows of one direction of a link, bounded. Turns a <see cref="FlowKey"/>, whose ephemeral ports differ between
/// runs, into an identity that does not: protocol, addresses, and the ordinal of the flow between them in the order in
/// which the link first saw them.
/// </summary>
/// <remarks>
/// When full, a flow that has been silent since the hand's last round makes room (second chance). If it speaks again, it
/// counts as a new flow with a new ordinal; <see cref="Evicted"/> says how often that can have happened. Owned by one thread.
/// </remarks>
internal sealed class FlowTable
{
    private const int PairProbes = 16;

    private readonly FlowState[] _flows;
    private readonly int[] _buckets;
    private readonly ulong[] _pairs;
    private readonly uint[] _pairFlows;
    private int _hand;

    /// <param name="capacity">Most flows remembered at a time; rounded up to a power of two.</param>
    public FlowTable(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        _flows = new FlowState[size];
        _buckets = new int[size];
        Array.Fill(_buckets, -1);
        _pairs = new ulong[size * 2];
        _pairFlows = new uint[size * 2];
    }

    /// <summary>Flows remembered now.</summary>
    public int Count { get; private set; }

    /// <summary>Flows forgotten to make room.</summary>
    public long Evicted { get; private set; }

    /// <summary>Flows between addresses for which there was no counter left; each has ordinal 0.</summary>
    public long Uncounted { get; private set; }

    /// <summary>The state of a flow, made on first sight. The reference is good until the next call.</summary>
    public ref FlowState Resolve(in FlowKey key)
    {
        ulong pair = key.PairHash;
        int bucket = BucketOf(pair, key);
        for (int i = _buckets[bucket]; i >= 0; i = _flows[i].Next)
        {
            ref FlowState flow = ref _flows[i];
            if (flow.Key == key)
            {
                flow.Referenced = true;
                return ref flow;
            }
        }

        int slot = Count < _flows.Length ? Count++ : Evict();
        ref FlowState added = ref _flows[slot];
        added = default;
        added.Key = key;
        added.Identity = SeededRandom.Hash(pair, NextOrdinal(pair));
        added.Knot = -1;
        added.LastDue = long.MinValue;
        added.Next = _buckets[bucket];
        _buckets[bucket] = slot;
        return ref added;
    }

    /// <summary>Makes every flow draw its next jitter anew, after the profile has changed.</summary>
    public void ForgetJitter()
    {
        for (int i = 0; i < Count; i++)
        {
            _flows[i].Knot = -1;
        }
    }

    private int BucketOf(ulong pair, in FlowKey key)
    {
        ulong ports = ((ulong)key.Source.Port << 16) | key.Destination.Port;
        return (int)(((pair ^ ports) * 0x9E37_79B9_7F4A_7C15) >> 33) & (_buckets.Length - 1);
    }

    private uint NextOrdinal(ulong pair)
    {
        int mask = _pairs.Length - 1;
        for (int probe = 0; probe < PairProbes; probe++)
        {
            int i = (int)(pair + (ulong)probe) & mask;
            if (_pairFlows[i] == 0)
            {
                _pairs[i] = pair;
            }

            if (_pairs[i] == pair)
            {
                return _pairFlows[i]++;
            }
        }

        Uncounted++;
        return 0;
    }

    private int Evict()
    {
        while (_flows[_hand].Referenced)
        {
            _flows[_hand].Referenced = false;
            _hand = (_hand + 1) & (_flows.Length - 1);
        }

        int victim = _hand;
        _hand = (_hand + 1) & (_flows.Length - 1);
        FlowKey key = _flows[victim].Key;
        ref int link = ref _buckets[BucketOf(key.PairHash, key)];
        while (link != victim)
        {
            link = ref _flows[link].Next;
        }

        link = _flows[victim].Next;
        Evicted++;
        return victim;
    }
}
