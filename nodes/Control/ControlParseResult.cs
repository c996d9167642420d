namespace CdnLab.Control;

/// <summary>What became of the bytes of a control message.</summary>
public enum ControlParseResult
{
    /// <summary>A message.</summary>
    Ok,

    /// <summary>Well formed, of a type that this version does not know: to be ignored.</summary>
    UnknownType,

    /// <summary>Not a message: to be dropped and counted.</summary>
    Malformed,
}
