using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>
/// Chunks made by hand (RFC 9112, 7.1). Kestrel has no trailers over HTTP/1.1; but a response that says it is chunked it leaves alone.
/// </summary>
internal static class ChunkedFraming
{
    private const int MaxSizeLine = 10;

    /// <summary>Trailers are announced, and can only be sent this way.</summary>
    public static bool IsNeeded(HttpResponseMessage message, HttpContext context) =>
        message.Headers.NonValidated.Contains("Trailer")
        && !context.Response.SupportsTrailers()
        && HttpProtocol.IsHttp11(context.Request.Protocol)
        && !HttpMethods.IsHead(context.Request.Method);

    public static void WriteChunk(PipeWriter writer, ReadOnlySpan<byte> chunk)
    {
        var line = writer.GetSpan(MaxSizeLine);
        chunk.Length.TryFormat(line, out var length, "x");
        "\r\n"u8.CopyTo(line[length..]);
        writer.Advance(length + 2);
        writer.Write(chunk);
        writer.Write("\r\n"u8);
    }

    public static async Task WriteEndAsync(PipeWriter writer, HttpResponseHeaders trailers, CancellationToken cancellationToken)
    {
        var end = new StringBuilder("0\r\n");
        foreach (var (name, values) in trailers.NonValidated)
        {
            foreach (var value in values)
            {
                end.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        await writer.WriteAsync(Encoding.Latin1.GetBytes(end.Append("\r\n").ToString()), cancellationToken);
    }
}
