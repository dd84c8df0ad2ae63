using System.Buffers;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Hosting;
using InferenceEndpoints.Informers;

using k8s.Models;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>
/// Who may call with a token of Kubernetes: whoever may <c>create</c> <c>inferenceendpoints/invoke</c> in the endpoint's namespace, by RBAC
/// or whatever else the cluster decides by.
/// </summary>
/// <remarks>
/// What is taken away from a caller must be seen within a minute. A right is: the API server is asked again after the lifetime of its answer.
/// So is an account: after that lifetime, and the 10 s for which the API server itself remembers tokens. Where both matter (a user's groups,
/// which come with the one answer and go into the other), it takes both lifetimes and those 10 s.
/// </remarks>
internal sealed class KubernetesTokens(KubernetesReviewer reviewer, GatewayOptions options, TimeProvider clock)
{
    private const int Capacity = 10_000;

    /// <summary>Tokens in a minute, and at once, of which nothing good is known. Whoever makes tokens up gets no further at the API server.</summary>
    private static readonly RateLimitSpec NewTokens = new() { RequestsPerMinute = 3000, Burst = 200 };

    private static readonly SearchValues<char> JwtCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly AnswerCache<TokenHash, V1UserInfo?> users = new(Capacity, user => user is not null, Lifetimes(options), clock);

    private readonly AnswerCache<(TokenHash Token, NamespacedName Endpoint), bool> rights = new(Capacity, isAllowed => isAllowed, Lifetimes(options), clock);

    private readonly RequestBucket newTokens = RequestBucket.Of(NewTokens, previous: null)!;

    /// <summary>A JWT: three parts, and the first begins with <c>{"</c>. The API server is not asked about anything else.</summary>
    public static bool IsOne(ReadOnlySpan<char> token) =>
        token.StartsWith("eyJ") && token.Count('.') == 2 && !token.ContainsAnyExcept(JwtCharacters);

    public async Task<Decision> DecideAsync(string token, TokenHash hash, NamespacedName endpoint, CancellationToken cancellationToken)
    {
        if (users.IsNew(hash) && !newTokens.TryTake(clock.GetElapsedTime(0), out _))
        {
            return new Decision(Access.Unavailable);
        }

        try
        {
            var user = await users.GetAsync(hash, (reviewer, token), static ask => ask.reviewer.ReviewTokenAsync(ask.token)).WaitAsync(cancellationToken);
            if (user is null)
            {
                return new Decision(Access.Unknown);
            }

            var right = rights.GetAsync(
                (hash, endpoint), (reviewer, user, endpoint), static ask => ask.reviewer.ReviewAccessAsync(ask.user, ask.endpoint));
            return new Decision(await right.WaitAsync(cancellationToken) ? Access.Allowed : Access.Forbidden);
        }
        catch (ReviewUnavailableException)
        {
            return new Decision(Access.Unavailable);
        }
    }

    /// <summary>Who is refused gets his rights, and tries again; who got no answer tries again even sooner.</summary>
    private static AnswerLifetimes Lifetimes(GatewayOptions options) => new(
        Good: options.TokenReviewLifetime,
        Bad: TimeSpan.FromSeconds(Math.Min(5, options.TokenReviewLifetime.TotalSeconds)),
        Failed: TimeSpan.FromSeconds(1));
}
