namespace CdnLab.Media;

/// <summary>A media file is not what its format says.</summary>
public sealed class MediaFormatException : IOException
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="offset">Bytes from the start of the stream to the field at fault.</param>
    public MediaFormatException(string problem, long offset)
        : base($"{problem} (at byte {offset})")
    {
        Offset = offset;
    }

    /// <summary>Bytes from the start of the stream to the field at fault.</summary>
    public long Offset { get; }
}
