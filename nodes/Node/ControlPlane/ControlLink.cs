using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using CdnLab.Control;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.ControlPlane;

/// <summary>
/// One WebSocket between two nodes: reads whole messages and parses them, writes from a bounded queue. Garbage is dropped
/// and counted; too much of it, or a peer that does not read, ends the link.
/// </summary>
internal sealed class ControlLink(
    LinkId id, WebSocket socket, string remote, ControlLink.Limits limits, ControlCounters counters, ILogger logger)
{
    /// <summary>Bytes of the first message: a hello is small, and until it has come the other side is a stranger.</summary>
    private const int MaxHelloBytes = 16 * 1024;

    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(1);

    // Room for the lists of a large CDN and a burst of changes. A peer that is this far behind does not read.
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing =
        Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(limits.QueuedMessages) { SingleReader = true });

    // How many parsed messages may wait for the loop: one link cannot fill the node's memory.
    private readonly SemaphoreSlim _credit = new(4);
    private readonly CancellationTokenSource _deadline = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;
    private long _queuedBytes;
    private int _faults;
    private string _reason = "the other side closed it";

    /// <summary>Bounds of a link.</summary>
    /// <param name="MessageBytes">Largest message.</param>
    /// <param name="QueuedMessages">Messages that may wait to be sent.</param>
    /// <param name="QueuedBytes">Bytes that may wait to be sent.</param>
    /// <param name="Faults">Malformed or misplaced messages that are forgiven.</param>
    internal sealed record Limits(int MessageBytes, int QueuedMessages, long QueuedBytes, int Faults);

    public LinkId Id => id;

    public string Remote => remote;

    /// <summary>Why it ended; meaningful once <see cref="RunAsync"/> is done.</summary>
    public string Reason => _reason;

    /// <summary>Done when the link has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Queues a message; a peer that is too far behind loses the link.</summary>
    public void Send(ReadOnlyMemory<byte> message)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) > limits.QueuedBytes || !_outgoing.Writer.TryWrite(message))
        {
            if (!_deadline.IsCancellationRequested && !_closing)
            {
                counters.SlowPeer();
                Abort("it does not read what is sent to it");
            }
        }
    }

    /// <summary>Sends what is queued, then closes; what the other side has sent meanwhile is still read.</summary>
    public void Close(string reason)
    {
        _closing = true;
        _reason = reason;
        _outgoing.Writer.TryComplete();
        _deadline.CancelAfter(s_closeTimeout);
    }

    /// <summary>Ends the link at once.</summary>
    public void Abort(string reason)
    {
        _reason = reason;
        logger.LinkDropped(id.Value, remote, reason);
        _outgoing.Writer.TryComplete();
        _deadline.Cancel();
    }

    /// <summary>Counts a message that was dropped; the link ends when there are too many.</summary>
    public void Fault(string reason)
    {
        logger.MessageDropped(id.Value, remote, reason);
        if (Interlocked.Increment(ref _faults) == limits.Faults + 1)
        {
            Abort("it sent too many messages that make no sense");
        }
    }

    /// <summary>A message that <see cref="RunAsync"/> handed over has been dealt with.</summary>
    public void Handled() => _credit.Release();

    /// <summary>Runs the link until it has ended.</summary>
    /// <param name="receive">Takes a message; <see cref="Handled"/> must follow for each.</param>
    /// <param name="stop">Ends the link at once.</param>
    public async Task RunAsync(Action<ControlMessage> receive, CancellationToken stop)
    {
        using CancellationTokenRegistration registration = stop.Register(() => Abort("the node stops"));
        Task writing = WriteAsync();
        try
        {
            await ReadAsync(receive);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // A lost connection and a missed pong both come as exceptions; which of them is all there is to say.
            if (!_deadline.IsCancellationRequested && !_closing)
            {
                _reason = error is OperationCanceledException ? "no answer to pings" : "the connection was lost";
            }
        }

        _outgoing.Writer.TryComplete();
        _deadline.CancelAfter(s_closeTimeout);
        await writing;
        socket.Abort();
        socket.Dispose();
        _ended.SetResult();
    }

    private async Task ReadAsync(Action<ControlMessage> receive)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxHelloBytes);
        try
        {
            int limit = MaxHelloBytes;
            int length = 0;
            while (true)
            {
                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(length), _deadline.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    _reason = _closing || string.IsNullOrEmpty(socket.CloseStatusDescription)
                        ? _reason : $"the other side closed it: {socket.CloseStatusDescription}";
                    return;
                }

                length += result.Count;
                if (length > limit)
                {
                    counters.Malformed();
                    Abort($"it sent a message of more than {limit} bytes");
                    return;
                }

                if (result.EndOfMessage)
                {
                    await TakeAsync(result.MessageType, buffer.AsMemory(0, length), receive);
                    length = 0;
                    limit = limits.MessageBytes;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask TakeAsync(WebSocketMessageType type, ReadOnlyMemory<byte> bytes, Action<ControlMessage> receive)
    {
        counters.Received();
        string reason = "not text";
        ControlMessage? message = null;
        ControlParseResult result = type == WebSocketMessageType.Text
            ? ControlJson.TryParse(bytes.Span, out message, out reason)
            : ControlParseResult.Malformed;
        switch (result)
        {
            case ControlParseResult.Ok:
                await _credit.WaitAsync(_deadline.Token);
                receive(message!);
                break;
            case ControlParseResult.UnknownType:
                counters.UnknownType();
                break;
            default:
                counters.Malformed();
                Fault(reason);
                break;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> message in _outgoing.Reader.ReadAllAsync(_deadline.Token))
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _deadline.Token);
                Interlocked.Add(ref _queuedBytes, -message.Length);
                counters.Sent();
            }

            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, Shorten(_reason), _deadline.Token);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader finds the same fault and reports it; here it only means that there is nothing left to write to.
            await _deadline.CancelAsync();
        }
    }

    // A close frame holds 125 bytes, two of which are the code (RFC 6455 §5.5).
    private static string Shorten(string reason) => Encoding.UTF8.GetByteCount(reason) <= 120 ? reason : reason[..Math.Min(reason.Length, 40)];
}
