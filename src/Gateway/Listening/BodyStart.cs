using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// A body in chunks is looked at before a replica is: when the chunks that came with the head are malformed, no replica hears of the request.
/// Nothing is consumed. A body with a length has nothing to be malformed.
/// </summary>
internal static class BodyStart
{
    /// <summary>Null: the body has begun well.</summary>
    public static async Task<Answer?> CheckAsync(HttpContext context, TimeSpan timeout, TimeProvider clock)
    {
        if (context.Request.Headers.TransferEncoding.Count == 0)
        {
            return null;
        }

        using var timer = new CancellationTokenSource(timeout, clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        try
        {
            var reader = context.Request.BodyReader;
            var read = await reader.ReadAsync(waiting.Token);
            reader.AdvanceTo(read.Buffer.Start);
            return null;
        }
        catch (IOException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? Answer.TooLarge : Answer.BadBody;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return Answer.CallerTimeout;
        }
    }
}
