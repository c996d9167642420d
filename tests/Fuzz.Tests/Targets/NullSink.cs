using CdnLab.Core;
using CdnLab.Forwarding;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>Sends nowhere.</summary>
internal sealed class NullSink : IForwardingSink
{
    private readonly byte[] _buffer = new byte[1536];

    public Span<byte> Next => _buffer;

    public void Commit(int length, NetAddress to) =>
        Broken.Unless(length > 0 && length <= _buffer.Length && to.Port != 0, $"{length} bytes sent to {to}");

    public void CommitForwarded(int length, NetAddress to, in ForwardedHop hop) => Commit(length, to);
}
