using CdnLab.Core;
using CdnLab.Media;

namespace CdnLab.Media.Tests;

/// <summary>An assembler, packets to feed it with, and what came out.</summary>
internal sealed class AssemblerBench
{
    public AssemblerBench(CodecName codec = CodecName.Vp8, FrameAssemblerOptions? options = null)
    {
        Assembler = new FrameAssembler(codec, Pool, options);
    }

    public PayloadPool Pool { get; } = new();

    public FrameAssembler Assembler { get; }

    public List<AssembledFrame> Frames { get; } = [];

    public IEnumerable<AssembledFrame> Complete => Frames.Where(frame => frame.IsComplete);

    /// <summary>Packets of frames of the clip, in order, timestamps 3000 apart, each packet 1 ms after the one before.</summary>
    public static List<Piece> Cut(int frames, int maxPayload = 400, long firstSequence = 1000, int firstFrame = 0)
    {
        List<Piece> pieces = [];
        for (int i = 0; i < frames; i++)
        {
            byte[] frame = Clip.Video[(firstFrame + i) % Clip.Video.Count].Data.ToArray();
            Vp8Packetizer packetizer = new(frame.Length, maxPayload, new Vp8PayloadDescriptor { PictureId = (ushort)(i & 0x7FFF) });
            for (int k = 0; k < packetizer.Count; k++)
            {
                byte[] payload = new byte[maxPayload];
                int length = packetizer.WritePayload(k, frame, payload);
                long sequence = firstSequence + pieces.Count;
                pieces.Add(new Piece(i, sequence, (uint)(i * 3000), packetizer.IsLast(k), payload[..length]));
            }
        }

        return pieces;
    }

    public PieceResult Add(Piece piece, double milliseconds)
    {
        PieceResult result = Assembler.Add(piece.Sequence, piece.Timestamp, piece.Marker, piece.Payload, At(milliseconds));
        Drain();
        return result;
    }

    public void AddAll(IEnumerable<Piece> pieces, double milliseconds = 0, double step = 0)
    {
        foreach (Piece piece in pieces)
        {
            Add(piece, milliseconds);
            milliseconds += step;
        }
    }

    public PieceResult AddFiller(long sequence, uint timestamp, double milliseconds)
    {
        PieceResult result = Assembler.Add(sequence, timestamp, false, [], At(milliseconds));
        Drain();
        return result;
    }

    public void Timeout(double milliseconds)
    {
        Assembler.HandleTimeout(At(milliseconds));
        Drain();
    }

    public void End()
    {
        Assembler.End();
        Drain();
        Assert.Equal(0, Pool.InUse);
    }

    public static Instant At(double milliseconds) => new((long)(milliseconds * 1_000_000));

    public static ulong HashOf(int frame) => FrameHash.Compute(Clip.Video[frame % Clip.Video.Count].Data.Span);

    private void Drain()
    {
        while (Assembler.TryPoll(out AssembledFrame frame))
        {
            Frames.Add(frame);
        }
    }

    internal sealed record Piece(int Frame, long Sequence, uint Timestamp, bool Marker, byte[] Payload);
}
