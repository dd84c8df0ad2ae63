using System.Buffers;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.MediaTypes;

/// <summary>
/// Hugging Face's clients send audio and images without a content type, or with one that the inference toolkit does not know. The replica gets
/// one that it takes.
/// </summary>
internal static class ContentType
{
    /// <summary>Looks at a body's first bytes, when nothing else says what it is. Consumes nothing.</summary>
    /// <returns>Why the body cannot be read; null: all is well.</returns>
    public static async ValueTask<Answer?> FillAsync(Exchange exchange, TimeSpan timeout, TimeProvider clock)
    {
        var headers = exchange.Context.Request.Headers;
        if (headers.ContentType is [{ } only])
        {
            if (exchange.Route.IsToolkit && ToolkitTypes.Of(only) is var known && known != only)
            {
                headers.ContentType = known;
            }

            return null;
        }

        if (headers.ContentType.Count > 0 || exchange.Body is null || exchange.BodyLength == 0 || !HttpMethods.IsPost(exchange.Context.Request.Method))
        {
            return null;
        }

        var (type, refusal) = await SniffAsync(exchange.Context, exchange.Route, timeout, clock);
        if (type is not null)
        {
            headers.ContentType = type;
        }

        return refusal;
    }

    private static async ValueTask<(string? Type, Answer? Refusal)> SniffAsync(HttpContext context, EndpointRoute route, TimeSpan timeout, TimeProvider clock)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var (read, refusal) = await CallerBody.ReadAsync(context, timeout, clock);
            if (refusal is not null)
            {
                return (null, refusal);
            }

            var isEnough = read.Buffer.Length >= Signatures.Length || read.IsCompleted;
            var type = isEnough ? TypeOf(read.Buffer, route.Task) : null;
            reader.AdvanceTo(read.Buffer.Start, isEnough ? read.Buffer.Start : read.Buffer.End);
            if (isEnough)
            {
                return (type, null);
            }
        }
    }

    private static string? TypeOf(ReadOnlySequence<byte> body, string? task)
    {
        Span<byte> start = stackalloc byte[Signatures.Length];
        var length = (int)Math.Min(body.Length, Signatures.Length);
        body.Slice(0, length).CopyTo(start);
        return length == 0 ? null : Signatures.TypeOf(start[..length]) ?? ToolkitTypes.OfTask(task);
    }
}
