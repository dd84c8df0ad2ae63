using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

using InferenceEndpoints.Hosting;

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

    /// <summary>As long as API servers remember such answers of each other: who loses a right loses it here ten seconds later.</summary>
    private static readonly AnswerLifetimes Lifetimes = new(Good: TimeSpan.FromSeconds(10), Bad: TimeSpan.FromSeconds(10), Failed: TimeSpan.FromSeconds(1));

    /// <summary>By what the API server was known when it was asked about, and by its fingerprint.</summary>
    private readonly AnswerCache<(FrontProxy Proxy, string Fingerprint), bool> certificates = new(Capacity, isTrusted => isTrusted, Lifetimes, clock);

    /// <summary>By the hash of a token.</summary>
    private readonly AnswerCache<string, V1UserInfo?> users = new(Capacity, user => user is not null, Lifetimes, clock);

    /// <summary>By the whole question.</summary>
    private readonly AnswerCache<string, bool> rights = new(Capacity, isAllowed => isAllowed, Lifetimes, clock);

    /// <summary>Null: nobody that is known.</summary>
    /// <exception cref="ReviewUnavailableException">The API server did not say.</exception>
    public async Task<V1UserInfo?> CallerOfAsync(HttpContext context)
    {
        var front = proxy.Current;
        if (context.Connection.ClientCertificate is { } certificate
            && await IsTrustedAsync(front, certificate)
            && front.UserOf(context.Request.Headers) is { } user)
        {
            return user;
        }

        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers[HeaderNames.Authorization], out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(header.Parameter))
        {
            return null;
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(header.Parameter)));
        return await users.GetAsync(hash, header.Parameter, ReviewAsync).WaitAsync(context.RequestAborted);
    }

    /// <exception cref="ReviewUnavailableException">The API server did not say.</exception>
    public Task<bool> MayAsync(V1UserInfo user, MetricsRequest request, CancellationToken cancellationToken)
    {
        var review = new V1SubjectAccessReview
        {
            Spec = request.Review() with { User = user.Username, Uid = user.Uid, Groups = user.Groups, Extra = user.Extra },
        };
        return rights.GetAsync(KubernetesJson.Serialize(review), review, ReviewAsync).WaitAsync(cancellationToken);
    }

    private Task<bool> IsTrustedAsync(FrontProxy front, X509Certificate2 certificate) => certificates.GetAsync(
        (front, certificate.GetCertHashString(HashAlgorithmName.SHA256)),
        (front, certificate),
        static asked => Task.FromResult(asked.front.Trusts(asked.certificate)));

    private async Task<V1UserInfo?> ReviewAsync(string token)
    {
        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token } };
        var status = await AskAsync(async patience => (await cluster.AuthenticationV1.CreateTokenReviewAsync(review, patience)).Status);
        return status.Authenticated is true ? status.User : null;
    }

    private async Task<bool> ReviewAsync(V1SubjectAccessReview review) =>
        await AskAsync(async patience => (await cluster.AuthorizationV1.CreateSubjectAccessReviewAsync(review, patience)).Status)
            is { Allowed: true, Denied: not true };

    /// <remarks>For all who want the answer, so no one of them ends it.</remarks>
    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T?>> ask)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            return await ask(patience.Token) ?? throw new ReviewUnavailableException("it has no status");
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            throw new ReviewUnavailableException(exception.Message);
        }
    }
}

/// <summary>The API server did not say yes or no.</summary>
internal sealed class ReviewUnavailableException(string reason) : Exception(reason);
