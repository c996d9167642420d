namespace CdnLab.Measurement.Results;

/// <summary>A results document that cannot be used: truncated, foreign, or of another version. The message says which.</summary>
public sealed class ResultsFormatException : Exception
{
    /// <summary>Says what is wrong with the document.</summary>
    public ResultsFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
