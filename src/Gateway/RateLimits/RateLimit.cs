using System.Globalization;

using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.RateLimits;

/// <summary>Whether a request is one too many, for its key or for its endpoint.</summary>
internal static class RateLimit
{
    /// <summary>Null: it is not. What has no bucket has no limit.</summary>
    public static Answer? Take(RequestBucket? ofKey, RequestBucket? ofEndpoint, TimeProvider clock)
    {
        if (ofKey is null && ofEndpoint is null)
        {
            return null;
        }

        var now = clock.GetElapsedTime(0);
        return Take(ofKey, "key", Answer.KeyLimit, now) ?? Take(ofEndpoint, "endpoint", Answer.EndpointLimit, now);
    }

    /// <remarks>The headers are those of the Hub (draft-ietf-httpapi-ratelimit-headers), which huggingface_hub reads.</remarks>
    private static Answer? Take(RequestBucket? bucket, string policy, Answer refusal, TimeSpan now)
    {
        if (bucket is null || bucket.TryTake(now, out var wait))
        {
            return null;
        }

        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return refusal.With(
            ("Retry-After", seconds),
            ("RateLimit", $"\"{policy}\";r=0;t={seconds}"),
            ("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={bucket.RequestsPerMinute};w=60")));
    }
}
