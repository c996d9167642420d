using CdnLab.Core;
using CdnLab.Rtc.Sending;
using CdnLab.Udp;

namespace CdnLab.Viewers.Swarm;

/// <summary>Sends for one peer from its own address, through the socket that all peers of a thread share.</summary>
internal sealed class PeerSink(UdpBatchSocket socket, NetAddress local) : IDatagramSink
{
    public Span<byte> Next
    {
        get
        {
            if (socket.Outgoing.IsFull)
            {
                socket.Flush();
            }

            return socket.Outgoing.Next;
        }
    }

    public void Commit(int length, NetAddress to) => socket.Outgoing.Commit(length, to, local);
}
