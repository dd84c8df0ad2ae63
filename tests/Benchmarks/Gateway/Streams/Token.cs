using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Benchmarks.Gateway.Streams;

/// <summary>A token as an event that says when it was made, by the clock that all processes of a machine share.</summary>
internal static class Token
{
    private const int Digits = 16;

    private static ReadOnlySpan<byte> Start => "data: "u8;

    /// <summary>The event as a chunk of a body.</summary>
    public static byte[] MakeChunk() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"18\r\ndata: {Stopwatch.GetTimestamp():x16}\n\n\r\n"));

    /// <summary>Takes the next token out of what has come.</summary>
    /// <returns>How old it is; null: it has not come as a whole.</returns>
    public static TimeSpan? Take(ref ReadOnlySpan<byte> received)
    {
        var start = received.IndexOf(Start);
        if (start < 0 || received.Length < start + Start.Length + Digits)
        {
            return null;
        }

        var digits = received.Slice(start + Start.Length, Digits);
        if (!Utf8Parser.TryParse(digits, out long made, out _, 'x'))
        {
            throw new InvalidDataException($"'{Encoding.ASCII.GetString(digits)}' is no time");
        }

        received = received[(start + Start.Length + Digits)..];
        return Stopwatch.GetElapsedTime(made);
    }
}
