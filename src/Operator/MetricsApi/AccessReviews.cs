using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;

using k8s;
using k8s.Autorest;
using k8s.Models;

using Microsoft.Net.Http.Headers;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>Who asks, and whether he may: by the API server's word.</summary>
internal sealed class AccessReviews(IKubernetes cluster, FrontProxyWatch proxy, TimeProvider clock)
{
    private const int Capacity = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>As long as API servers remember such answers of each other.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);

    /// <summary>Null: nobody that is known.</summary>
    /// <exception cref="ReviewUnavailableException">The API server did not say.</exception>
    public async Task<V1UserInfo?> CallerOfAsync(HttpContext context)
    {
        if (proxy.Current.UserOf(context.Connection.ClientCertificate, context.Request.Headers) is { } user)
        {
            return user;
        }

        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers[HeaderNames.Authorization], out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(header.Parameter))
        {
            return null;
        }

        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = header.Parameter } };
        var status = await AskAsync(async token => (await cluster.AuthenticationV1.CreateTokenReviewAsync(review, token)).Status, context.RequestAborted);
        return status.Authenticated is true ? status.User : null;
    }

    /// <exception cref="ReviewUnavailableException">The API server did not say.</exception>
    public async Task<bool> MayAsync(V1UserInfo user, MetricsRequest request, CancellationToken cancellationToken)
    {
        var review = new V1SubjectAccessReview
        {
            Spec = request.Review() with { User = user.Username, Uid = user.Uid, Groups = user.Groups, Extra = user.Extra },
        };
        var question = KubernetesJson.Serialize(review);
        if (answers.TryGetValue(question, out var known) && clock.GetElapsedTime(known.AskedAt) < Lifetime)
        {
            return known.IsAllowed;
        }

        var askedAt = clock.GetTimestamp();
        var status = await AskAsync(async token => (await cluster.AuthorizationV1.CreateSubjectAccessReviewAsync(review, token)).Status, cancellationToken);
        if (answers.Count >= Capacity)
        {
            answers.Clear();
        }

        return (answers[question] = new Answer(status is { Allowed: true, Denied: not true }, askedAt)).IsAllowed;
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ask(either.Token) ?? throw new ReviewUnavailableException("it has no status");
        }
        catch (Exception exception) when (
            exception is HttpOperationException or HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ReviewUnavailableException(exception.Message);
        }
    }

    private sealed record Answer(bool IsAllowed, long AskedAt);
}

/// <summary>The API server did not say yes or no.</summary>
internal sealed class ReviewUnavailableException(string reason) : Exception(reason);
