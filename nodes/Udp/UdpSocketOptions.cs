namespace CdnLab.Udp;

/// <summary>How a <see cref="UdpBatchSocket"/> is set up.</summary>
public sealed record UdpSocketOptions
{
    /// <summary>Datagrams per system call; 64 is where the gain levels off.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Bytes of the kernel's receive buffer; a key frame to thousands of viewers of one socket arrives at once.</summary>
    public int ReceiveBuffer { get; init; } = 8 << 20;

    /// <summary>Bytes of the kernel's send buffer.</summary>
    public int SendBuffer { get; init; } = 8 << 20;

    /// <summary>Whether datagrams carry their local address both ways (IP_PKTINFO, IPv4).</summary>
    public bool AnyAddress { get; init; }
}
