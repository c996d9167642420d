using System.Runtime.InteropServices;
using CdnLab.Core;
using CdnLab.Viewers.Clips;
using CdnLab.Viewers.Swarm;

// cdnlab-swarm [--clip FOLDER] [--trace-every N]: commands on standard input, events on standard output, one JSON object a line.
string folder = Path.Combine(AppContext.BaseDirectory, "Clips");
int traceEvery = 0;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--clip" when i + 1 < args.Length:
            folder = args[++i];
            break;
        case "--trace-every" when i + 1 < args.Length && int.TryParse(args[i + 1], out traceEvery) && traceEvery >= 0:
            i++;
            break;
        default:
            Console.Error.WriteLine($"cdnlab-swarm: {args[i]} is not understood; it takes --clip FOLDER and --trace-every N.");
            return 2;
    }
}

// Compiled now, not while the first viewers join.
CodeWarmUp.Run(
    typeof(SwarmHost).Assembly,
    typeof(CdnLab.Rtc.Session.RtcTransport).Assembly,
    typeof(CdnLab.Media.FrameHash).Assembly,
    typeof(CdnLab.Udp.DatagramLoop).Assembly,
    typeof(CdnLab.Measurement.FreezeDetector).Assembly,
    typeof(CodeWarmUp).Assembly);

Clip clip;
try
{
    clip = Clip.Load(folder);
}
catch (Exception exception) when (exception is IOException or InvalidDataException)
{
    Console.Error.WriteLine($"cdnlab-swarm: the clip cannot be loaded: {exception.Message}");
    return 2;
}

using var ending = new CancellationTokenSource();
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    ending.Cancel();
});
await using var swarm = new SwarmHost(clip, traceEvery);
try
{
    // Not Console.In, which reads synchronously whatever it is asked: SIGTERM would wait for the next command.
    using var commands = new StreamReader(Console.OpenStandardInput());
    await swarm.RunAsync(commands, Console.Out, ending.Token);
    return 0;
}
catch (OperationCanceledException)
{
    return 0;
}
