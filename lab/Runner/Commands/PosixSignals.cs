using System.Runtime.InteropServices;

namespace CdnLab.Runner.Commands;

/// <summary>While it lives, Ctrl-C does not end this process: the child that got the same signal decides.</summary>
internal sealed class PosixSignals : IDisposable
{
    private readonly PosixSignalRegistration _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);

    public void Dispose() => _interrupt.Dispose();
}
