using System.Globalization;
using System.Runtime.InteropServices;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>What the next bytes of an answer are.</summary>
internal enum BodyPart
{
    /// <summary>Not yet to be told: more bytes are needed.</summary>
    Incomplete,

    Data,

    /// <summary>Of the framing: to be skipped.</summary>
    Frame,

    /// <summary>The <see cref="HeaderSection"/> after the last chunk, mostly empty. It ends the body.</summary>
    Trailers,

    /// <summary>The body has ended before these bytes.</summary>
    End,

    Malformed,
}

/// <summary>Tells a body's bytes from those of its framing. Pure but for its place in the body; it looks at bytes and keeps none.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BodyDecoder(BodyFraming framing)
{
    private const int MaxSizeLine = 4096;
    private const int MaxSizeDigits = 15;

    private long remaining = framing.End == BodyEnd.Close ? long.MaxValue : framing.Length;
    private State state = framing.End == BodyEnd.Chunks ? State.Size : State.Data;

    private enum State
    {
        Size,
        Data,
        AfterData,
        Trailers,
        Ended,
    }

    /// <summary>Whether the answer is complete when its connection ends here.</summary>
    public readonly bool EndsWithConnection => framing.End == BodyEnd.Close;

    /// <param name="bytes">All that has come and was not taken yet.</param>
    /// <returns>What they begin with, and how many bytes of it to take.</returns>
    public (BodyPart Part, int Length) Next(ReadOnlySpan<byte> bytes) => state switch
    {
        State.Size => NextSize(bytes),
        State.Data => NextData(bytes),
        State.AfterData => NextAfterData(bytes),
        State.Trailers => NextTrailers(bytes),
        _ => (BodyPart.End, 0),
    };

    private (BodyPart Part, int Length) NextData(ReadOnlySpan<byte> bytes)
    {
        if (remaining == 0)
        {
            return (BodyPart.End, 0);
        }

        var length = (int)Math.Min(remaining, bytes.Length);
        remaining -= length;
        state = remaining == 0 && framing.End == BodyEnd.Chunks ? State.AfterData : State.Data;
        return length == 0 ? (BodyPart.Incomplete, 0) : (BodyPart.Data, length);
    }

    /// <summary>Strict, unlike elsewhere: two readers of sloppy chunks find two different ends.</summary>
    private (BodyPart Part, int Length) NextSize(ReadOnlySpan<byte> bytes)
    {
        var end = bytes[..Math.Min(bytes.Length, MaxSizeLine)].IndexOf((byte)'\n');
        if (end < 0)
        {
            return bytes.Length < MaxSizeLine ? (BodyPart.Incomplete, 0) : (BodyPart.Malformed, 0);
        }

        if (end == 0 || bytes[end - 1] != '\r' || !TryParseSize(bytes[..(end - 1)], out remaining))
        {
            return (BodyPart.Malformed, 0);
        }

        state = remaining == 0 ? State.Trailers : State.Data;
        return (BodyPart.Frame, end + 1);
    }

    private (BodyPart Part, int Length) NextAfterData(ReadOnlySpan<byte> bytes)
    {
        if (!"\r\n"u8.StartsWith(bytes[..Math.Min(bytes.Length, 2)]))
        {
            return (BodyPart.Malformed, 0);
        }

        if (bytes.Length < 2)
        {
            return (BodyPart.Incomplete, 0);
        }

        state = State.Size;
        return (BodyPart.Frame, 2);
    }

    private (BodyPart Part, int Length) NextTrailers(ReadOnlySpan<byte> bytes)
    {
        var length = HeaderSection.Measure(bytes);
        if (length == 0)
        {
            return (BodyPart.Incomplete, 0);
        }

        state = State.Ended;
        return (BodyPart.Trailers, length);
    }

    /// <summary>Hexadecimal digits, and perhaps extensions, which mean nothing to us (RFC 9112, 7.1.1).</summary>
    private static bool TryParseSize(ReadOnlySpan<byte> line, out long size)
    {
        var digits = line.IndexOfAny((byte)';', (byte)' ', (byte)'\t') is var end and >= 0 ? line[..end] : line;
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size)
            && digits.Length <= MaxSizeDigits
            && HttpSyntax.IsFieldValue(line)
            && line[digits.Length..].TrimStart(" \t"u8) is [] or [(byte)';', ..];
    }
}
