using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Udp;

namespace CdnLab.Node.Loop;

/// <summary>Puts what the media core sends into the socket's batch, and takes the time that packets spent in this node.</summary>
/// <remarks>Owned by the loop's thread.</remarks>
internal sealed class LoopSink(UdpBatchSocket socket, HopTrace trace) : IForwardingSink
{
    private readonly ForwardedHop[] _hops = new ForwardedHop[socket.Outgoing.Capacity];

    /// <summary>From the kernel's receive timestamp to the call that sends; live packets only, nanoseconds.</summary>
    public LatencyHistogram Residence { get; private set; } = new();

    /// <summary>Media packets passed on, retransmissions and catching up included.</summary>
    public long Forwarded { get; private set; }

    /// <summary>Bytes of all datagrams handed to the socket, without IP and UDP headers.</summary>
    public long Bytes { get; private set; }

    public Span<byte> Next
    {
        get
        {
            if (socket.Outgoing.IsFull)
            {
                Flush();
            }

            return socket.Outgoing.Next;
        }
    }

    public void Commit(int length, NetAddress to) => CommitForwarded(length, to, default);

    public void CommitForwarded(int length, NetAddress to, in ForwardedHop hop)
    {
        _hops[socket.Outgoing.Count] = hop;
        socket.Outgoing.Commit(length, to);
        Bytes += length;
    }

    public void Flush()
    {
        int count = socket.Outgoing.Count;
        if (count == 0)
        {
            return;
        }

        // On loopback the receiver's kernel timestamp is taken inside the sending call, so the clock is read before it.
        Instant sending = SystemClock.Now;
        for (int i = 0; i < count; i++)
        {
            ref readonly ForwardedHop hop = ref _hops[i];
            if (hop.OutSsrc == 0)
            {
                continue;
            }

            Forwarded++;
            if (!hop.Live)
            {
                continue;
            }

            Residence.Record(Math.Max(0, sending.NanosecondsSince(hop.Received)));
            if (trace.IsTraced(hop.Timestamp))
            {
                trace.Add(new HopRecord(
                    hop.Received.Nanoseconds, sending.Nanoseconds, hop.InSsrc, hop.InSequence, hop.OutSsrc, hop.OutSequence, hop.Timestamp));
            }
        }

        socket.Flush();
    }

    /// <summary>Begins a new measuring window.</summary>
    public void Reset()
    {
        Residence = new LatencyHistogram();
        trace.TakeAll();
    }
}
