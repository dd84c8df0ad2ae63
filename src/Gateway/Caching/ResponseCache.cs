using System.Buffers;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;

namespace InferenceEndpoints.Gateway.Caching;

/// <summary>
/// Answers calls of the serverless API like calls before them, where the settings say so and the caller does not say otherwise. A model that
/// sleeps need not wake for it. What is not JSON, or too large to be kept, passes as ever.
/// </summary>
internal sealed class ResponseCache
{
    private const string UseCache = "x-use-cache";

    /// <summary>Of an answer and what is kept with it, beside its body.</summary>
    private const int Overhead = 512;

    /// <summary>An answer may take so much of the room that there is for all.</summary>
    private const int MaxShare = 8;

    private readonly ResponseStore? store;
    private readonly GatewayMetrics metrics;
    private readonly GatewayOptions options;
    private readonly TimeProvider clock;

    public ResponseCache(GatewayMetrics metrics, GatewayOptions options, TimeProvider clock)
    {
        (this.metrics, this.options, this.clock) = (metrics, options, clock);
        var (size, count, lifetime) = (options.Cache.MaxBytes, options.Cache.MaxResponses, options.Cache.Lifetime);
        store = size > 0 ? new ResponseStore(size, count, lifetime, clock) : null;
    }

    /// <returns>The answer from before, or why the request's body cannot be read. Null: a replica is to answer.</returns>
    public async ValueTask<Answer?> FindAsync(Exchange exchange)
    {
        if (store is null || exchange.Route.Version is not { } version || !IsWanted(exchange))
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>();
        var isWhole = false;
        while (!isWhole && body.WrittenCount <= options.MaxPeekedBytes)
        {
            (isWhole, var refusal) = await CallerBody.KeepAsync(exchange.Body!, exchange.Context, body, options.ActivityTimeout, clock);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        exchange.ReplaceBody(new ReplayedBody(body.WrittenMemory, isWhole, exchange.Body!), exchange.BodyLength, body.WrittenCount);
        return isWhole ? Find(store, exchange, version, ResponseKey.Of(exchange, version, body.WrittenSpan)) : null;
    }

    /// <summary>The request has ended: if its answer is one for others, it is kept for them.</summary>
    public void Keep(Exchange exchange)
    {
        // The endpoint may have changed while the request waited.
        if (exchange is { Status: StatusCodes.Status200OK, Recording: { Body: { Length: > 0 } body } recording } && recording.Version == exchange.Route.Version)
        {
            var headers = exchange.Context.Response.Headers;
            store!.Add(recording.Key, Answer.Cached(body, headers.ContentType, headers.ContentEncoding), body.Length + Overhead);
        }
    }

    private Answer? Find(ResponseStore store, Exchange exchange, string version, ResponseKey key)
    {
        if (store.TryFind(key, out var answer))
        {
            metrics.AnsweredFromCache();
            return answer;
        }

        exchange.Recording = new ResponseRecording(key, version, exchange.Context.Response, (int)Math.Min(int.MaxValue, options.Cache.MaxBytes / MaxShare) - Overhead);
        return null;
    }

    private bool IsWanted(Exchange exchange)
    {
        var request = exchange.Context.Request;
        return exchange is { Serverless: not null, Body: not null }
            && HttpMethods.IsPost(request.Method)
            && request.HasJsonContentType()
            && (exchange.BodyLength ?? 0) <= options.MaxPeekedBytes
            && request.Headers[UseCache].ToString() is var use
            && use != "0"
            && !use.Equals("false", StringComparison.OrdinalIgnoreCase);
    }
}
