using System.Globalization;
using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>
/// The trace on disk: comma-separated values with a heading line, one line per packet and link in the order of entry.
/// Times are monotonic nanoseconds; an empty field is a moment that never came; <c>dropped</c> is empty for packets not dropped.
/// </summary>
public static class TraceFile
{
    private const string Heading = "from,to,ssrc,seq,rtp_timestamp,src,dst,size,in_ns,due_ns,out_ns,dropped";
    private static readonly int Columns = Heading.Split(',').Length;

    /// <summary>Writes a trace; the writer stays open.</summary>
    public static void Write(TextWriter writer, IEnumerable<TraceRecord> records)
    {
        writer.Write(Heading + "\n");
        foreach (TraceRecord r in records)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.From},{r.To},{r.Ssrc},{r.Sequence},{r.RtpTimestamp},{r.Source},{r.Destination},{r.Size},{r.In.Nanoseconds},{r.Due?.Nanoseconds},{r.Out?.Nanoseconds},{(r.Dropped == DropReason.None ? "" : r.Dropped.ToString())}\n"));
        }
    }

    /// <summary>Reads a trace, line by line.</summary>
    /// <exception cref="FormatException">A line does not have this form; the message names it.</exception>
    public static IEnumerable<TraceRecord> Read(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (number == 1)
            {
                if (line != Heading)
                {
                    throw new FormatException($"{path}:1: not a link trace.");
                }

                continue;
            }

            yield return TryParse(line, out TraceRecord record) ? record : throw new FormatException($"{path}:{number}: not a trace record: {line}");
        }
    }

    private static bool TryParse(string line, out TraceRecord record)
    {
        record = default;
        string[] f = line.Split(',');
        DropReason dropped = DropReason.None;
        if (f.Length != Columns
            || !uint.TryParse(f[2], out uint ssrc)
            || !ushort.TryParse(f[3], out ushort sequence)
            || !uint.TryParse(f[4], out uint timestamp)
            || !NetAddress.TryParse(f[5], out NetAddress source)
            || !NetAddress.TryParse(f[6], out NetAddress destination)
            || !int.TryParse(f[7], out int size)
            || !TryParseMoment(f[8], out Instant? read) || read is null
            || !TryParseMoment(f[9], out Instant? due)
            || !TryParseMoment(f[10], out Instant? written)
            || (f[11].Length > 0 && !Enum.TryParse(f[11], out dropped)))
        {
            return false;
        }

        record = new TraceRecord(f[0], f[1], ssrc, sequence, timestamp, source, destination, size, read.Value, due, written, dropped);
        return true;
    }

    private static bool TryParseMoment(string text, out Instant? moment)
    {
        moment = null;
        if (text.Length == 0)
        {
            return true;
        }

        bool good = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long nanoseconds);
        moment = new Instant(nanoseconds);
        return good;
    }
}
