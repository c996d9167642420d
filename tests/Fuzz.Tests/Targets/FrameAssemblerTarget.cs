using CdnLab.Core;
using CdnLab.Media;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>
/// A stream of packets in any order: the input is a script. Its first byte is the codec (0 VP8, else Opus); then each packet
/// is flags, step of the sequence number, step of the timestamp, payload length, payload.
/// </summary>
internal sealed class FrameAssemblerTarget : IFuzzTarget
{
    /// <summary>The packet has the marker bit.</summary>
    public const byte Marker = 1;

    /// <summary>Time passes until the assembler's next timeout before the packet.</summary>
    public const byte Timeout = 2;

    /// <summary>The stream ends before the packet.</summary>
    public const byte End = 4;

    /// <summary>The step of the sequence number counts 300-fold.</summary>
    public const byte Leap = 8;

    public string Name => "frame-assembler";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var pool = new PayloadPool(256);
        var assembler = new FrameAssembler(
            input[0] == 0 ? CodecName.Vp8 : CodecName.Opus, pool, new FrameAssemblerOptions { WindowPackets = 64, MaxWaitingFrames = 8 });
        var now = new Instant(1_000_000_000);
        long sequence = 1000;
        uint timestamp = 0;
        long last = long.MinValue;
        long added = 0;
        for (ReadOnlySpan<byte> rest = input[1..]; rest.Length >= 4;)
        {
            byte flags = rest[0];
            sequence = Math.Max(0, sequence + ((sbyte)rest[1] * ((flags & Leap) != 0 ? 300 : 1)));
            timestamp += (uint)(rest[2] * 750);
            int length = Math.Min(rest[3], rest.Length - 4);
            now += TimeSpan.FromMilliseconds(1);
            if ((flags & End) != 0)
            {
                assembler.End();
                last = Take(assembler, long.MinValue);
                last = long.MinValue;
            }

            if ((flags & Timeout) != 0 && !assembler.NextTimeout.IsNever)
            {
                now = Instant.Max(now, assembler.NextTimeout);
                assembler.HandleTimeout(now);
                last = Take(assembler, last);
            }

            assembler.Add(sequence, timestamp, (flags & Marker) != 0, rest.Slice(4, length), now);
            added++;
            last = Take(assembler, last);
            Broken.Unless(pool.InUse <= 64, $"{pool.InUse} blocks held by a window of 64");
            rest = rest[(4 + length)..];
        }

        PieceCounters pieces = assembler.Pieces;
        long counted = pieces.Stored + pieces.Fillers + pieces.Duplicates + pieces.Late + pieces.Malformed + pieces.Oversized;
        Broken.Unless(counted == added, $"{counted} of {added} packets counted");
        assembler.End();
        Take(assembler, long.MinValue);
        Broken.Unless(pool.InUse == 0, $"{pool.InUse} blocks held after the end");
        Broken.Unless(assembler.NextTimeout.IsNever, "a timeout after the end");
    }

    private static long Take(FrameAssembler assembler, long last)
    {
        while (assembler.TryPoll(out AssembledFrame frame))
        {
            if (!frame.IsComplete)
            {
                continue;
            }

            Broken.Unless(frame.Packets > 0 && frame.MissingPackets == 0, $"a complete frame of {frame.Packets} packets, {frame.MissingPackets} missing");
            Broken.Unless(frame.FirstSequence > last && frame.LastSequence >= frame.FirstSequence, "frames out of order");
            last = frame.LastSequence;
        }

        return last;
    }
}
