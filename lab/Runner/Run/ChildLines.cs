using System.Threading.Channels;

namespace CdnLab.Runner.Run;

/// <summary>A child's output lines as a reader: what its line callback writes, whoever speaks with it reads.</summary>
internal sealed class ChildLines : TextReader
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public void Add(string line) => _lines.Writer.TryWrite(line);

    public void End() => _lines.Writer.TryComplete();

    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await _lines.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _lines.Reader.TryRead(out string? line) ? line : null;
}
