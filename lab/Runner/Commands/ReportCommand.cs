using CdnLab.Measurement.Results;
using CdnLab.Runner.Output;

namespace CdnLab.Runner.Commands;

/// <summary><c>cdnlab report</c>: makes the report of an old run again from its results.</summary>
internal static class ReportCommand
{
    public static int Invoke(string folder)
    {
        string file = Path.Combine(folder, RunFiles.Results);
        try
        {
            Console.WriteLine($"report: {RunFiles.Render(folder, ResultsFile.Read(file))}");
            return ExitCodes.Pass;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ResultsFormatException)
        {
            Console.Error.WriteLine($"cdnlab: {file} cannot be used: {exception.Message}");
            return ExitCodes.BadInput;
        }
    }
}
