namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=fmtp</c> line (RFC 8866 §6.15).</summary>
/// <param name="Format">The payload type as written.</param>
/// <param name="Value">The parameters as written.</param>
public readonly record struct FormatParameters(string Format, string Value)
{
    /// <summary>Finds a parameter in a list of <c>name=value</c> separated by semicolons; names are compared without case.</summary>
    public static bool TryGet(ReadOnlySpan<char> parameters, ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        foreach (Range range in parameters.Split(';'))
        {
            ReadOnlySpan<char> part = parameters[range].Trim();
            int equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = part[(equals + 1)..].TrimStart();
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Format} {Value}";
}
