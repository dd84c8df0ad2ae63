namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>
/// An answer's status line and headers. One object serves one answer after another, whichever connection they come by: they are mostly alike, and
/// what is the same as the time before is not made anew. So a connection that waits keeps none, and what a thread reads is in its cache.
/// </summary>
internal sealed class ResponseHead
{
    private const int VersionLength = 8; // HTTP/1.1
    private const int StatusEnd = VersionLength + 4;

    [ThreadStatic]
    private static ResponseHead? spare;

    private HeaderField[] fields = new HeaderField[16];
    private int count;

    public int Status { get; private set; }

    /// <summary>Empty when there is none.</summary>
    public string Reason { get; private set; } = "";

    public bool IsHttp11 { get; private set; }

    /// <summary>
    /// The connection may go on after this answer. Not after one that says its length in two ways: a replica that does so may be mistaken
    /// about its end (RFC 9112, 6.3).
    /// </summary>
    public bool IsPersistent =>
        IsHttp11
        && this["Connection"]?.Contains("close", StringComparison.OrdinalIgnoreCase) is not true
        && (this["Content-Length"] is null || this["Transfer-Encoding"] is null);

    public ReadOnlySpan<HeaderField> Fields => fields.AsSpan(0, count);

    /// <summary>All values of a header, separated by commas; null: there is none.</summary>
    public string? this[string name]
    {
        get
        {
            string? values = null;
            foreach (var field in Fields)
            {
                if (field.IsNamed(name))
                {
                    values = values is null ? field.Value : $"{values},{field.Value}";
                }
            }

            return values;
        }
    }

    /// <summary>The one that was given back on this thread last, or a new one.</summary>
    public static ResponseHead Take()
    {
        var head = spare ?? new ResponseHead();
        spare = null;
        return head;
    }

    /// <summary>Nobody reads it any more.</summary>
    public void GiveBack() => spare = this;

    /// <param name="bytes">The status line and a whole <see cref="HeaderSection"/>.</param>
    /// <returns>False: this is not HTTP.</returns>
    public bool TryParse(ReadOnlySpan<byte> bytes)
    {
        count = 0;
        return TryParseStatus(HeaderSection.TakeLine(ref bytes)) && TryParseFields(bytes);
    }

    private bool TryParseStatus(ReadOnlySpan<byte> line)
    {
        if (line.Length < StatusEnd || !line.StartsWith("HTTP/1."u8) || line[VersionLength] != ' ' || (line.Length > StatusEnd && line[StatusEnd] != ' '))
        {
            return false;
        }

        var digits = line[(VersionLength + 1)..StatusEnd];
        if (!char.IsAsciiDigit((char)line[VersionLength - 1]) || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || digits[0] == '0')
        {
            return false;
        }

        IsHttp11 = line[VersionLength - 1] != '0';
        Status = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + digits[2] - '0';
        var reason = line.Length > StatusEnd ? line[(StatusEnd + 1)..] : default;
        Reason = HeaderField.ToText(reason, Reason);
        return HttpSyntax.IsFieldValue(reason);
    }

    private bool TryParseFields(ReadOnlySpan<byte> section)
    {
        while (HeaderSection.TakeLine(ref section) is { IsEmpty: false } line)
        {
            if (!HeaderSection.TrySplit(line, out var name, out var value))
            {
                return false;
            }

            if (count == fields.Length)
            {
                Array.Resize(ref fields, count * 2);
            }

            fields[count] = HeaderField.From(name, value, fields[count]);
            count++;
        }

        return true;
    }
}
