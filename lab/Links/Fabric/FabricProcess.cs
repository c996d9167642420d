using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CdnLab.Links.Fabric;

/// <summary>The program <c>cdnlab-fabric</c>: builds a plan, then answers commands line by line until its input ends.</summary>
public static class FabricProcess
{
    private const int Done = 0;
    private const int OwnFault = 1;
    private const int BadInput = 2;
    private const int HostCannot = 3;

    // Enough for thousands of snapshots without a collection, which would stop the packet thread.
    private const long CollectionFreeBytes = 32 << 20;

    private const string Usage = """
        cdnlab-fabric --plan FILE    build regions and links, then read commands from standard input
        cdnlab-fabric --probe        say whether this host can do so, and if not, why

        Exit codes: 0 ended as asked, 1 a fault of its own, 2 bad arguments or plan, 3 the host cannot do it.
        """;

    /// <summary>Runs the program on the standard streams.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["--plan", string path]:
                using (var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" })
                using (var input = new StreamReader(Console.OpenStandardInput()))
                {
                    return Serve(path, input, output);
                }

            case ["--probe"]:
                bool can = NetworkNamespaceProbe.CanUseFabric(out string reason);
                Console.WriteLine(reason);
                return can ? Done : HostCannot;
            default:
                Console.Error.WriteLine(Usage);
                return args is ["--help" or "-h"] ? Done : BadInput;
        }
    }

    private static int Serve(string path, TextReader input, TextWriter output)
    {
        FabricPlan plan;
        try
        {
            plan = FabricPlan.Load(path);
        }
        catch (FabricException e)
        {
            return Refuse(output, e.Message, BadInput);
        }

        // Line: a command; null: the end of the input or a signal; Exception: the packet thread has failed.
        using var inbox = new BlockingCollection<object?>();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

        // Ctrl-C reaches the whole process group. The parent, which has our input, decides when the links go: after the nodes.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (!Console.IsInputRedirected)
            {
                Post(null);
            }
        });
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            Post(null);
        }

        void Post(object? message)
        {
            try
            {
                inbox.Add(message);
            }
            catch (ObjectDisposedException)
            {
                // Already on the way out.
            }
        }

        try
        {
            using var fabric = new FabricSwitch(plan, Post);
            GC.TryStartNoGCRegion(CollectionFreeBytes);
            fabric.Reset();
            new Thread(() => ReadLines(input, Post)) { IsBackground = true, Name = "commands" }.Start();
            return TrySend(output, fabric.Ready) ? Obey(fabric, inbox, output) : Done;
        }
        catch (FabricException e)
        {
            return Refuse(output, e.Message, HostCannot);
        }
    }

    private static void ReadLines(TextReader input, Action<object?> post)
    {
        while (input.ReadLine() is { } line)
        {
            post(line);
        }

        post(null);
    }

    private static int Obey(FabricSwitch fabric, BlockingCollection<object?> inbox, TextWriter output)
    {
        while (true)
        {
            switch (inbox.Take())
            {
                case null:
                    TrySend(output, fabric.Stop());
                    return Done;
                case Exception failure:
                    TrySend(output, new FabricEvent.Error($"The packet thread failed: {failure.Message}"));
                    Console.Error.WriteLine(failure);
                    return OwnFault;
                case string line:
                    FabricEvent answer = Answer(fabric, line);
                    if (!TrySend(output, answer) || answer is FabricEvent.Stopped)
                    {
                        return Done;
                    }

                    break;
            }
        }
    }

    private static FabricEvent Answer(FabricSwitch fabric, string line)
    {
        FabricCommand? command;
        try
        {
            command = JsonSerializer.Deserialize(line, FabricJson.Default.FabricCommand);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return new FabricEvent.Error($"Not a command: {line} ({e.Message})");
        }

        return command switch
        {
            FabricCommand.Snapshot => fabric.Snapshot(),
            FabricCommand.Reset => fabric.Reset(),
            FabricCommand.SetLink set => fabric.SetLink(set),
            FabricCommand.Stop => fabric.Stop(),
            _ => new FabricEvent.Error($"Not a command: {line}"),
        };
    }

    // Returns false when the reader of our output is gone, and with it the reason to exist.
    private static bool TrySend(TextWriter output, FabricEvent message)
    {
        try
        {
            output.WriteLine(JsonSerializer.Serialize(message, FabricJson.Default.FabricEvent));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int Refuse(TextWriter output, string message, int code)
    {
        TrySend(output, new FabricEvent.Error(message));
        Console.Error.WriteLine(message);
        return code;
    }
}
