using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// A body in chunks is looked at before a replica is: when the chunks that came with the head are malformed, no replica hears of the request.
/// Nothing is consumed. A body with a length has nothing to be malformed.
/// </summary>
internal static class BodyStart
{
    /// <summary>Null: the body has begun well.</summary>
    public static async ValueTask<Answer?> CheckAsync(HttpContext context, TimeSpan timeout, TimeProvider clock)
    {
        if (context.Request.Headers.TransferEncoding.Count == 0)
        {
            return null;
        }

        var (read, refusal) = await CallerBody.ReadAsync(context, timeout, clock);
        if (refusal is null)
        {
            context.Request.BodyReader.AdvanceTo(read.Buffer.Start);
        }

        return refusal;
    }
}
