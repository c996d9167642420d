using System.Text;
using CdnLab.Processes;

namespace CdnLab.Runner.Run;

/// <summary>A child's input as a writer of lines.</summary>
internal sealed class ChildInput(ChildProcess child) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override async Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        if (!await child.WriteLineAsync(buffer.ToString(), cancellationToken).ConfigureAwait(false))
        {
            throw new IOException($"{child.Name} takes no more commands: it has ended.");
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
