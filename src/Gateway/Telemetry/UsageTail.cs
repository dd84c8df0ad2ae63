using System.Buffers;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>
/// The last bytes of an answer that may say what it cost. They are copied as they pass, into a ring, so that a token costs its own bytes alone; and
/// nothing waits for them.
/// </summary>
internal sealed class UsageTail : IDisposable
{
    /// <summary>Room for the usage with all its details and for what engines write behind it.</summary>
    private const int Size = 1024;

    private readonly byte[] ring = ArrayPool<byte>.Shared.Rent(Size);
    private long added;

    private UsageTail()
    {
    }

    /// <summary>Null: it cannot be read, or is of no model that counts tokens.</summary>
    public static UsageTail? Of(ResponseHead head) =>
        head.Status == StatusCodes.Status200OK && head["Content-Encoding"] is null && head["Content-Type"] is { } type && (Is(type, "application/json") || Is(type, EventStream.ContentType))
            ? new UsageTail()
            : null;

    public void Add(ReadOnlySpan<byte> data)
    {
        added += data.Length;
        var kept = data[^Math.Min(data.Length, Size)..];
        var start = (int)((added - kept.Length) % Size);
        var untilEnd = Math.Min(kept.Length, Size - start);
        kept[..untilEnd].CopyTo(ring.AsSpan(start));
        kept[untilEnd..].CopyTo(ring);
    }

    public TokenUsage Read()
    {
        if (added <= Size)
        {
            return TokenUsage.Of(ring.AsSpan(0, (int)added));
        }

        var end = (int)(added % Size);
        Span<byte> tail = stackalloc byte[Size];
        ring.AsSpan(end, Size - end).CopyTo(tail);
        ring.AsSpan(0, end).CopyTo(tail[(Size - end)..]);
        return TokenUsage.Of(tail);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(ring);

    private static bool Is(string type, string media) => type.StartsWith(media, StringComparison.OrdinalIgnoreCase);
}
