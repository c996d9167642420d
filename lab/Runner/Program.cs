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

return await CommandLine.Make(paths).Parse(args).InvokeAsync().ConfigureAwait(false) is var code && code == 1 && args.Length > 0 && CommandLine.HasErrors(paths, args)
    ? ExitCodes.BadInput
    : code;
