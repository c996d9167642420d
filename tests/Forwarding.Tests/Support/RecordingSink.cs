using CdnLab.Core;

namespace CdnLab.Forwarding.Tests.Support;

/// <summary>Keeps what is sent.</summary>
internal sealed class RecordingSink : IForwardingSink
{
    private readonly byte[] _buffer = new byte[1536];

    /// <summary>Datagrams in the order in which they were sent.</summary>
    public List<byte[]> Datagrams { get; } = [];

    /// <summary>What was told of the forwarded ones among them.</summary>
    public List<ForwardedHop> Hops { get; } = [];

    /// <summary>Whether datagrams are forgotten instead, without an allocation.</summary>
    public bool Forgets { get; set; }

    public Span<byte> Next => _buffer;

    public void Commit(int length, NetAddress to)
    {
        if (Forgets)
        {
            return;
        }

        Assert.Equal(SrtpLink.Remote, to);
        Datagrams.Add(_buffer[..length]);
    }

    public void CommitForwarded(int length, NetAddress to, in ForwardedHop hop)
    {
        Commit(length, to);
        if (!Forgets)
        {
            Hops.Add(hop);
        }
    }
}
