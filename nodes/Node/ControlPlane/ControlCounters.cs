namespace CdnLab.Node.ControlPlane;

/// <summary>What happened on the links between nodes since the start. Any thread.</summary>
internal sealed class ControlCounters
{
    private long _dials;
    private long _dialFailures;
    private long _linksOpened;
    private long _linksClosed;
    private long _messagesReceived;
    private long _messagesSent;
    private long _malformed;
    private long _unknownTypes;
    private long _faults;
    private long _slowPeers;
    private long _undelivered;

    public void Dial() => Interlocked.Increment(ref _dials);

    public void DialFailure() => Interlocked.Increment(ref _dialFailures);

    public void LinkOpened() => Interlocked.Increment(ref _linksOpened);

    public void LinkClosed() => Interlocked.Increment(ref _linksClosed);

    public void Received() => Interlocked.Increment(ref _messagesReceived);

    public void Sent() => Interlocked.Increment(ref _messagesSent);

    public void Malformed() => Interlocked.Increment(ref _malformed);

    public void UnknownType() => Interlocked.Increment(ref _unknownTypes);

    public void Fault() => Interlocked.Increment(ref _faults);

    public void SlowPeer() => Interlocked.Increment(ref _slowPeers);

    public void Undelivered() => Interlocked.Increment(ref _undelivered);

    public IReadOnlyDictionary<string, long> Read() => new Dictionary<string, long>
    {
        ["dials"] = Interlocked.Read(ref _dials),
        ["dial_failures"] = Interlocked.Read(ref _dialFailures),
        ["links_opened"] = Interlocked.Read(ref _linksOpened),
        ["links_closed"] = Interlocked.Read(ref _linksClosed),
        ["messages_received"] = Interlocked.Read(ref _messagesReceived),
        ["messages_sent"] = Interlocked.Read(ref _messagesSent),
        ["malformed_messages"] = Interlocked.Read(ref _malformed),
        ["unknown_types"] = Interlocked.Read(ref _unknownTypes),
        ["protocol_faults"] = Interlocked.Read(ref _faults),
        ["slow_peers_dropped"] = Interlocked.Read(ref _slowPeers),
        ["undelivered_messages"] = Interlocked.Read(ref _undelivered),
    };
}
