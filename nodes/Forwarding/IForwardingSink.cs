using CdnLab.Core;
using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding;

/// <summary>A sink that is also told which packets are forwarded ones, so that their time in the node can be taken.</summary>
public interface IForwardingSink : IDatagramSink
{
    /// <summary>Sends a forwarded packet, written into <see cref="IDatagramSink.Next"/>.</summary>
    /// <param name="length">Bytes of the datagram.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="hop">What the packet was when it came.</param>
    void CommitForwarded(int length, NetAddress to, in ForwardedHop hop);
}
