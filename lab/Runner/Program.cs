using System.CommandLine;
using CdnLab.Runner;
using CdnLab.Runner.Commands;

LabPaths paths;
try
{
    paths = LabPaths.Find();
}
catch (DirectoryNotFoundException exception)
{
    Console.Error.WriteLine($"cdnlab: {exception.Message}");
    return ExitCodes.CannotRun;
}

// Signals are the run's own affair: the parser's handler would end the program two seconds after Ctrl-C, report or not.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await CommandLine.Make(paths).Parse(args).InvokeAsync(invocation).ConfigureAwait(false) is var code && code == 1 && args.Length > 0 && CommandLine.HasErrors(paths, args)
    ? ExitCodes.BadInput
    : code;
