namespace CdnLab.Media;

/// <summary>Packets by what <see cref="FrameAssembler.Add"/> did with them.</summary>
public struct PieceCounters
{
    /// <summary>See <see cref="PieceResult.Stored"/>.</summary>
    public long Stored { get; private set; }

    /// <summary>See <see cref="PieceResult.Filler"/>.</summary>
    public long Fillers { get; private set; }

    /// <summary>See <see cref="PieceResult.Duplicate"/>.</summary>
    public long Duplicates { get; private set; }

    /// <summary>See <see cref="PieceResult.Late"/>.</summary>
    public long Late { get; private set; }

    /// <summary>See <see cref="PieceResult.Malformed"/>.</summary>
    public long Malformed { get; private set; }

    /// <summary>See <see cref="PieceResult.Oversized"/>.</summary>
    public long Oversized { get; private set; }

    internal void Count(PieceResult result)
    {
        switch (result)
        {
            case PieceResult.Stored:
                Stored++;
                break;
            case PieceResult.Filler:
                Fillers++;
                break;
            case PieceResult.Duplicate:
                Duplicates++;
                break;
            case PieceResult.Late:
                Late++;
                break;
            case PieceResult.Malformed:
                Malformed++;
                break;
            default:
                Oversized++;
                break;
        }
    }
}
