using System.Buffers;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Listening;

namespace InferenceEndpoints.Gateway.MediaTypes;

/// <summary>
/// Hugging Face's clients send audio and images without a content type, or with one that the inference toolkit does not know. The replica gets
/// one that it takes.
/// </summary>
internal static class ContentType
{
    /// <summary>Looks at what has come of a body, when nothing else says what it is. Consumes nothing, and waits for no more than a byte.</summary>
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

        // Looking at the body of a caller who waits for 100 would tell it to send, before the replica has.
        if (headers.Expect.Count > 0)
        {
            headers.ContentType = ToolkitTypes.OfTask(exchange.Route.Task);
            return null;
        }

        var (read, refusal) = await CallerBody.ReadAsync(exchange.Context, timeout, clock);
        if (refusal is null)
        {
            headers.ContentType = TypeOf(read.Buffer, exchange.Route.Task);
            exchange.Context.Request.BodyReader.AdvanceTo(read.Buffer.Start);
        }

        return refusal;
    }

    private static string? TypeOf(ReadOnlySequence<byte> body, string? task)
    {
        Span<byte> start = stackalloc byte[Signatures.Length];
        var length = (int)Math.Min(body.Length, Signatures.Length);
        body.Slice(0, length).CopyTo(start);
        return length == 0 ? null : Signatures.TypeOf(start[..length]) ?? ToolkitTypes.OfTask(task);
    }
}
