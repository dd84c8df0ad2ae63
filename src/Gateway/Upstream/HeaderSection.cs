namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>Header lines up to the empty one that ends them (RFC 9112, 5): of an answer's head, and those after its last chunk.</summary>
internal static class HeaderSection
{
    /// <summary>How many bytes it takes, with the empty line; 0: its end has not come yet.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (bytes[length..].IndexOf((byte)'\n') is var end and >= 0)
        {
            var isEmpty = end == 0 || (end == 1 && bytes[length] == '\r');
            length += end + 1;
            if (isEmpty)
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>The next line without its end, which may be a bare line feed (RFC 9112, 2.2). Its end must be there.</summary>
    public static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> section)
    {
        var end = section.IndexOf((byte)'\n');
        var line = section[..end];
        section = section[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary>False: not a header. So is a line that goes on from the one before it, which RFC 9112, 5.2 lets a proxy refuse.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        name = colon < 0 ? default : line[..colon].TrimEnd(" \t"u8);
        value = colon < 0 ? default : line[(colon + 1)..].Trim(" \t"u8);
        return HttpSyntax.IsToken(name) && HttpSyntax.IsFieldValue(value);
    }
}
