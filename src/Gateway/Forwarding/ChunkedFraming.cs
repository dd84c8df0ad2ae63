using System.Buffers;
using System.IO.Pipelines;
using System.Text;

using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>
/// Chunks made by hand (RFC 9112, 7.1). Kestrel has no trailers over HTTP/1.1; but a response that says it is chunked it leaves alone.
/// </summary>
internal static class ChunkedFraming
{
    private const int MaxSizeLine = 10;

    /// <summary>Trailers may follow, and can only be sent this way.</summary>
    public static bool IsNeeded(BodyFraming framing, HttpContext context) =>
        framing.End == BodyEnd.Chunks && HttpProtocol.IsHttp11(context.Request.Protocol);

    public static void WriteChunk(PipeWriter writer, ReadOnlySpan<byte> chunk)
    {
        var line = writer.GetSpan(MaxSizeLine);
        chunk.Length.TryFormat(line, out var length, "x");
        "\r\n"u8.CopyTo(line[length..]);
        writer.Advance(length + 2);
        writer.Write(chunk);
        writer.Write("\r\n"u8);
    }

    public static void WriteEnd(PipeWriter writer, IReadOnlyList<HeaderField> trailers)
    {
        writer.Write("0\r\n"u8);
        foreach (var (name, value) in trailers)
        {
            writer.Write(Encoding.Latin1.GetBytes($"{name}: {value}\r\n"));
        }

        writer.Write("\r\n"u8);
    }
}
