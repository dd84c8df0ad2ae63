using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Listening;

namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>Looks into a request's body, where its endpoint wants requests that begin alike at the same replica. Consumes nothing.</summary>
internal static class PromptPeek
{
    /// <summary>Room for a long system prompt; less than Kestrel buffers, so that it always comes.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <returns>Why the body cannot be read; null: all is well.</returns>
    public static async ValueTask<Answer?> ReadAsync(Exchange exchange, TimeSpan timeout, TimeProvider clock)
    {
        var request = exchange.Context.Request;
        if (!exchange.Route.HashesPrompts || exchange.Body is not { } body || !request.HasJsonContentType() || request.Headers.Expect.Count > 0)
        {
            return null;
        }

        for (var seen = -1L; ;)
        {
            var (read, refusal) = await CallerBody.ReadAsync(body, exchange.Context, timeout, clock);
            if (refusal is not null)
            {
                return refusal;
            }

            // What was replaced may have no more than what it gives at first.
            var isEnough = read.IsCompleted || read.Buffer.Length >= MaxBytes || read.Buffer.Length == seen;
            var key = PromptPrefix.Read(read.Buffer.Slice(0, Math.Min(read.Buffer.Length, MaxBytes)), isEnough);
            seen = read.Buffer.Length;
            body.AdvanceTo(read.Buffer.Start, key.IsKnown ? read.Buffer.Start : read.Buffer.End);
            if (key.IsKnown)
            {
                exchange.PromptKey = key.Value;
                return null;
            }
        }
    }
}
