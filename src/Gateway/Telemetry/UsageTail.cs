using System.Buffers;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>The last bytes of an answer that may say what it cost. They are copied as they pass, and nothing waits for them.</summary>
internal sealed class UsageTail : IDisposable
{
    /// <summary>Room for the usage with all its details and for what engines write behind it.</summary>
    private const int Size = 1024;

    private readonly byte[] tail = ArrayPool<byte>.Shared.Rent(Size);
    private int length;

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
        if (data.Length > Size)
        {
            data = data[^Size..];
        }

        var kept = Math.Min(length, Size - data.Length);
        tail.AsSpan(length - kept, kept).CopyTo(tail);
        data.CopyTo(tail.AsSpan(kept));
        length = kept + data.Length;
    }

    public TokenUsage Read() => TokenUsage.Of(tail.AsSpan(0, length));

    public void Dispose() => ArrayPool<byte>.Shared.Return(tail);

    private static bool Is(string type, string media) => type.StartsWith(media, StringComparison.OrdinalIgnoreCase);
}
