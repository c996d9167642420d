using CdnLab.Core;
using CdnLab.Forwarding;

namespace CdnLab.TestKit;

/// <summary>Sends into a <see cref="SimNetwork"/> from one address.</summary>
public sealed class SimSink(SimNetwork network, NetAddress local) : IForwardingSink
{
    private readonly byte[] _buffer = new byte[1536];

    /// <summary>Forwarded packets, as the core told of them.</summary>
    public long Forwarded { get; private set; }

    /// <summary>Whether what is sent goes nowhere, without a copy being made: for measuring what the core itself allocates.</summary>
    public bool Discards { get; set; }

    /// <inheritdoc/>
    public Span<byte> Next => _buffer;

    /// <inheritdoc/>
    public void Commit(int length, NetAddress to)
    {
        if (!Discards)
        {
            network.Send(local, to, _buffer.AsSpan(0, length));
        }
    }

    /// <inheritdoc/>
    public void CommitForwarded(int length, NetAddress to, in ForwardedHop hop)
    {
        Forwarded++;
        Commit(length, to);
    }
}
