namespace CdnLab.Processes;

/// <summary>Cuts a stream of bytes into lines.</summary>
internal static class LineReader
{
    /// <summary>A longer line is handed on in pieces: a child that never ends its line must not fill the runner's memory.</summary>
    public const int MaximumLine = 4 << 20;

    public delegate void LineHandler(ReadOnlySpan<byte> line);

    /// <summary>Reads until the end of the stream. <c>\n</c> and <c>\r\n</c> end a line; a last line without an end counts too.</summary>
    public static async Task ReadAsync(Stream stream, LineHandler handler)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= MaximumLine)
                {
                    handler(buffer.AsSpan(0, length));
                    length = 0;
                }
                else
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            int scanFrom = length;
            length += read;
            int start = 0;
            while (true)
            {
                int end = buffer.AsSpan(scanFrom, length - scanFrom).IndexOf((byte)'\n');
                if (end < 0)
                {
                    break;
                }

                end += scanFrom;
                handler(WithoutReturn(buffer.AsSpan(start, end - start)));
                start = scanFrom = end + 1;
            }

            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
        }

        if (length > 0)
        {
            handler(WithoutReturn(buffer.AsSpan(0, length)));
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1] : line;
}
