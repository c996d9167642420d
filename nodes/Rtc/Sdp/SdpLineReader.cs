namespace CdnLab.Rtc.Sdp;

/// <summary>Cuts a text into <c>x=value</c> lines (RFC 8866 §5), counting and bounding them.</summary>
internal ref struct SdpLineReader(ReadOnlySpan<char> text, SdpLimits limits)
{
    private ReadOnlySpan<char> _rest = text;

    // The number of the line read last, from 1.
    public int Line { get; private set; }

    public char Type { get; private set; }

    public ReadOnlySpan<char> Value { get; private set; }

    // Null unless reading stopped for a fault.
    public string? Fault { get; private set; }

    public bool TryRead()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Line++;
        int end = _rest.IndexOf('\n');
        ReadOnlySpan<char> line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        if (line.EndsWith('\r'))
        {
            line = line[..^1];
        }

        if (line.IsEmpty && _rest.Trim().IsEmpty)
        {
            return false; // blank lines at the very end are common and harmless
        }

        Fault = Line > limits.MaxLines ? $"more than {limits.MaxLines} lines"
            : line.Length > limits.MaxLineLength ? $"longer than {limits.MaxLineLength} characters"
            : line.Length < 2 || line[1] != '=' || !char.IsAsciiLetterLower(line[0]) ? "expected a letter, '=' and a value"
            : line.ContainsAnyInRange('\0', '\x1F') || line.Contains('\x7F') ? "control character"
            : null;
        if (Fault is not null)
        {
            return false;
        }

        Type = line[0];
        Value = line[2..].TrimEnd(' ');
        return true;
    }
}
