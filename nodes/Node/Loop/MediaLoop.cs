using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Udp;

namespace CdnLab.Node.Loop;

/// <summary>Drives the media core with a socket and a thread.</summary>
public sealed partial class MediaLoop : IDatagramHandler, IDisposable
{
    private readonly DatagramLoop _loop;
    private readonly Action<MediaEvent> _onEvent;

    /// <summary>Binds the socket and starts the thread.</summary>
    /// <param name="bind">Address and UDP port; port 0 takes any free one.</param>
    /// <param name="makeCore">Makes the media core, told the sink it sends through and the address bound to.</param>
    /// <param name="onEvent">Told, on the loop's thread, of what the core reports.</param>
    /// <param name="traceEvery">One frame in this many is traced; 0 for none.</param>
    /// <param name="logger">Where a broken invariant is told before the process stops.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The address cannot be bound.</exception>
    public MediaLoop(
        NetAddress bind, Func<IForwardingSink, NetAddress, MediaNode> makeCore, Action<MediaEvent> onEvent, int traceEvery, ILogger logger)
    {
        _onEvent = onEvent;
        Socket = UdpBatchSocket.Bind(bind, new UdpSocketOptions());
        Trace = new HopTrace(traceEvery, capacity: 1 << 18);
        Sink = new LoopSink(Socket, Trace);
        Core = makeCore(Sink, Socket.LocalAddress);
        _loop = new DatagramLoop(Socket, this, "media-loop", exception =>
        {
            // A broken invariant on the media path: going on would forward damaged media.
            Broken(logger, exception);
            Environment.FailFast("The media loop stopped: " + exception.Message, exception);
        });
    }

    /// <summary>The address that sessions are reached at.</summary>
    public NetAddress LocalAddress => Socket.LocalAddress;

    /// <inheritdoc/>
    public Instant NextTimeout => Core.NextTimeout;

    /// <summary>The media core; only on the loop's thread.</summary>
    internal MediaNode Core { get; }

    /// <summary>What is sent; only on the loop's thread.</summary>
    internal LoopSink Sink { get; }

    /// <summary>Traced packets; only on the loop's thread.</summary>
    internal HopTrace Trace { get; }

    /// <summary>The socket's counters; only on the loop's thread.</summary>
    internal UdpBatchSocket Socket { get; }

    /// <summary>How late timers were; only on the loop's thread.</summary>
    internal LatencyHistogram Lateness => _loop.Lateness;

    /// <summary>Runs a function on the loop's thread and returns its result.</summary>
    /// <exception cref="ObjectDisposedException">The loop has stopped.</exception>
    public Task<T> InvokeAsync<T>(Func<Instant, T> function) => _loop.InvokeAsync(function);

    /// <inheritdoc/>
    public void SetWallClock(WallClock clock) => Core.WallClock = clock;

    /// <inheritdoc/>
    public void ReceiveDatagram(Instant now, Instant received, Span<byte> datagram, NetAddress from, NetAddress to) =>
        Core.ReceiveDatagram(now, received, datagram, from);

    /// <inheritdoc/>
    public void HandleTimeout(Instant now) => Core.HandleTimeout(now);

    /// <inheritdoc/>
    public void EndTurn(Instant now)
    {
        Core.EndBatch(now);
        Sink.Flush();
        while (Core.TryPollEvent(out MediaEvent mediaEvent))
        {
            _onEvent(mediaEvent);
        }
    }

    /// <inheritdoc/>
    public void Stop(Instant now) => Core.CloseAll(now, "the node is shutting down");

    /// <summary>Begins a new measuring window. Only on the loop's thread.</summary>
    internal void ResetMeasurements()
    {
        Lateness.Clear();
        Sink.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Dispose();
        Core.Dispose();
    }

    [LoggerMessage(1, LogLevel.Critical, "The media loop met a broken invariant and the process stops.")]
    private static partial void Broken(ILogger logger, Exception exception);
}
