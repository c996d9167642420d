using System.Runtime.InteropServices;

namespace CdnLab.Runner.Commands;

/// <summary>Ctrl-C and SIGTERM: the first asks to end soon, the second to end now.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _gentle = new();
    private readonly CancellationTokenSource _hard = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interrupts() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
    ];

    public CancellationToken Gentle => _gentle.Token;

    public CancellationToken Hard => _hard.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _gentle.Dispose();
        _hard.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            Console.Error.WriteLine("ending; once more to end at once");
            _gentle.Cancel();
        }
        else
        {
            // The first may still be on its way to telling.
            _gentle.Cancel();
            _hard.Cancel();
        }
    }
}
