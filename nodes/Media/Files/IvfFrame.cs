namespace CdnLab.Media;

/// <summary>One encoded picture of an IVF file.</summary>
/// <param name="Timestamp">Presentation time in the file's time base (<see cref="IvfReader.TimeBase"/>).</param>
/// <param name="Data">The picture's bytes; they stay valid.</param>
public readonly record struct IvfFrame(ulong Timestamp, ReadOnlyMemory<byte> Data);
