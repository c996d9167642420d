namespace CdnLab.Media;

/// <summary>Reads Opus packets from an Ogg file with one logical stream (RFC 3533, RFC 7845).</summary>
/// <remarks>
/// Strict where a lab's own clips must be right: page checksums, page numbers, granule positions and packet durations are
/// checked against each other. Chained and multiplexed files are refused. One thread at a time.
/// </remarks>
public sealed class OggOpusReader : IDisposable
{
    /// <summary>A packet above this is taken for damage. RFC 7845 §6 lets a reader refuse audio packets above 61,440 bytes
    /// per stream; comment headers may carry pictures and get the room they would need.</summary>
    public const int MaxPacketLength = 1 << 20;

    private readonly OffsetReader _input;
    private readonly Queue<OggOpusPacket> _ready = new();
    private readonly List<byte[]> _completed = [];
    private readonly List<byte> _partial = [];
    private readonly uint _serial;
    private uint _nextPage;
    private long _position = -1;
    private bool _inPacket;
    private bool _ended;

    /// <summary>Reads the two headers.</summary>
    /// <param name="stream">Read from its present position, which counts as offset 0; need not seek.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the stream alone.</param>
    /// <exception cref="MediaFormatException">Not an Ogg file, or not Opus in it.</exception>
    public OggOpusReader(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _input = new OffsetReader(stream, leaveOpen);

        OggPage first = OggPage.Read(_input) ?? throw new MediaFormatException("empty file, an Ogg page expected", 0);
        if (!first.First)
        {
            throw new MediaFormatException("the first Ogg page is not marked as one", 5);
        }

        _serial = first.Serial;
        Take(first);
        if (_completed.Count != 1 || _inPacket || !OpusHead.TryParse(_completed[0], out OpusHead head))
        {
            throw new MediaFormatException("the first page does not hold one OpusHead of version 0 (RFC 7845 §5.1) alone", first.Offset);
        }

        Head = head;
        _completed.Clear();
        long at = _input.Offset;
        while (_completed.Count == 0)
        {
            Take(OggPage.Read(_input) ?? throw new MediaFormatException("the file ends before OpusTags", _input.Offset));
        }

        // The first audio packet begins a new page (RFC 7845 §3), so nothing else may have come along.
        if (_completed.Count != 1 || _inPacket || !OpusTags.TryParse(_completed[0], out OpusTags tags))
        {
            throw new MediaFormatException("the second packet is not OpusTags (RFC 7845 §5.2) with its pages for itself", at);
        }

        Tags = tags;
        _completed.Clear();
    }

    /// <summary>The identification header.</summary>
    public OpusHead Head { get; }

    /// <summary>The comment header.</summary>
    public OpusTags Tags { get; }

    /// <summary>
    /// Granule position that the last page states, known after the last packet: where a player stops. Less the pre-skip it is the
    /// length of the sound in samples at 48 kHz.
    /// </summary>
    public long? EndSample { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="MediaFormatException">Not an Ogg file, or not Opus in it.</exception>
    public static OggOpusReader Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        try
        {
            return new OggOpusReader(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next packet.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="MediaFormatException">Damage: see the message and <see cref="MediaFormatException.Offset"/>.</exception>
    public bool TryReadPacket(out OggOpusPacket packet)
    {
        while (!_ready.TryDequeue(out packet))
        {
            OggPage? page = OggPage.Read(_input);
            if (page is null)
            {
                if (!_ended)
                {
                    throw new MediaFormatException("the file ends without a page marked as the last", _input.Offset);
                }

                return false;
            }

            Take(page);
            Place(page);
        }

        return true;
    }

    /// <summary>Reads all packets that are left.</summary>
    /// <exception cref="MediaFormatException">As <see cref="TryReadPacket"/>.</exception>
    public IReadOnlyList<OggOpusPacket> ReadToEnd()
    {
        List<OggOpusPacket> packets = [];
        while (TryReadPacket(out OggOpusPacket packet))
        {
            packets.Add(packet);
        }

        return packets;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    /// <summary>Cuts a page into packets; those that end on it go to <see cref="_completed"/>.</summary>
    private void Take(OggPage page)
    {
        if (_ended)
        {
            throw new MediaFormatException("a page after the one marked as the last: chained files are not supported", page.Offset);
        }

        if (page.Serial != _serial)
        {
            throw new MediaFormatException($"a page of logical stream {page.Serial:x8}, only {_serial:x8} expected", page.Offset + 14);
        }

        if (page.Number != _nextPage)
        {
            throw new MediaFormatException($"page number {page.Number}, {_nextPage} expected", page.Offset + 18);
        }

        if (page.Continued != _inPacket)
        {
            throw new MediaFormatException(
                page.Continued ? "a page continues a packet that did not begin" : "a page does not continue the packet before it",
                page.Offset + 5);
        }

        _nextPage++;
        int at = 0;
        foreach (byte segment in page.Lacing)
        {
            if (_partial.Count + segment > MaxPacketLength)
            {
                throw new MediaFormatException($"a packet above {MaxPacketLength} bytes", page.Offset);
            }

            _partial.AddRange(page.Body.AsSpan(at, segment));
            at += segment;
            _inPacket = segment == 255;
            if (!_inPacket)
            {
                _completed.Add([.. _partial]);
                _partial.Clear();
            }
        }

        if (page.Last)
        {
            if (_inPacket)
            {
                throw new MediaFormatException("the last page ends inside a packet", page.Offset);
            }

            _ended = true;
        }
    }

    /// <summary>Gives the packets of a page their place in time.</summary>
    private void Place(OggPage page)
    {
        int total = 0;
        foreach (byte[] data in _completed)
        {
            total += OpusPacket.TryParse(data, out OpusPacket opus)
                ? opus.Samples
                : throw new MediaFormatException("not an Opus packet (RFC 6716 §3)", page.Offset);
        }

        // "-1" says that no packet ends on the page (RFC 3533 §6).
        if (_completed.Count == 0)
        {
            if (page.Granule != -1 && !page.Last)
            {
                throw new MediaFormatException($"granule position {page.Granule} on a page that ends no packet", page.Offset + 6);
            }
        }
        else if (_position < 0)
        {
            // A first page that is also the last may be trimmed and so cannot say where it begins (RFC 7845 §4.4).
            _position = page.Last ? 0 : page.Granule - total;
            if (_position < 0)
            {
                throw new MediaFormatException($"granule position {page.Granule}, at least {total} expected", page.Offset + 6);
            }
        }

        foreach (byte[] data in _completed)
        {
            OpusPacket.TryParse(data, out OpusPacket opus);
            _ready.Enqueue(new OggOpusPacket(_position, opus.Samples, data));
            _position += opus.Samples;
        }

        bool right = page.Last ? page.Granule <= Math.Max(_position, 0) : page.Granule == _position || _completed.Count == 0;
        if (!right)
        {
            throw new MediaFormatException($"granule position {page.Granule}, {_position} expected", page.Offset + 6);
        }

        if (page.Last)
        {
            EndSample = page.Granule < 0 ? Math.Max(_position, 0) : page.Granule;
        }

        _completed.Clear();
    }
}
