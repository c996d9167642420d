using CdnLab.Core;

namespace CdnLab.Rtc.Sending;

/// <summary>Where a sans-IO core writes the datagrams it sends; in a process, the send batch of the loop's socket.</summary>
public interface IDatagramSink
{
    /// <summary>Memory for the next datagram, 1500 bytes or more; nothing is sent before <see cref="Commit"/>.</summary>
    Span<byte> Next { get; }

    /// <summary>Sends the first <paramref name="length"/> bytes of what <see cref="Next"/> gave.</summary>
    void Commit(int length, NetAddress to);
}
