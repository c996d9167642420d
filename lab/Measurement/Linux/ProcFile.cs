namespace CdnLab.Measurement.Linux;

/// <summary>Files of /proc, which vanish together with their process.</summary>
internal static class ProcFile
{
    /// <summary>Reads a file; null when the process or the file is not there, or may not be read.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Reading the file of a thread that ends meanwhile gives ESRCH, which arrives as an IOException.
            return null;
        }
    }
}
