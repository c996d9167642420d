namespace CdnLab.Scenario;

/// <summary>Reads files that a user named.</summary>
internal static class TextFile
{
    private const long MaximumBytes = 4 << 20;

    /// <summary>The text of a file, or null with an error that says why it cannot be read.</summary>
    public static string? Read(string path, ErrorList errors)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MaximumBytes)
            {
                errors.Add(new ScenarioError(new SourceMark(path, 0, 0), "", null, $"the file has {file.Length} bytes", $"at most {MaximumBytes}"));
                return null;
            }

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(new ScenarioError(new SourceMark(path, 0, 0), "", null, $"the file cannot be read: {e.Message}"));
            return null;
        }
    }
}
