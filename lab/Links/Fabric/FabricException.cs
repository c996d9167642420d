namespace CdnLab.Links.Fabric;

/// <summary>The fabric cannot do what it was asked for; the message is a whole sentence for the person who runs the lab.</summary>
public sealed class FabricException : Exception
{
    /// <summary>Makes the exception.</summary>
    public FabricException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public FabricException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
