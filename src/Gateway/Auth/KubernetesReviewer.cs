using System.Text.Json;
using System.Threading.RateLimiting;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Informers;

using k8s;
using k8s.Autorest;
using k8s.Models;

using KubeOps.Abstractions.Rbac;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>Asks the API server whose a token is, and what he may do. Few questions at a time, whatever callers send.</summary>
[GenericRbac(Groups = [V1TokenReview.KubeGroup], Resources = [V1TokenReview.KubePluralName], Verbs = RbacVerb.Create)]
[GenericRbac(Groups = [V1SubjectAccessReview.KubeGroup], Resources = [V1SubjectAccessReview.KubePluralName], Verbs = RbacVerb.Create)]
internal sealed class KubernetesReviewer(
    IKubernetes cluster, GatewayOptions options, GatewayMetrics metrics, TimeProvider clock, ILogger<KubernetesReviewer> logger) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrencyLimiter slots = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = 8,
        QueueLimit = 256,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Null: the token is nobody's.</summary>
    /// <exception cref="ReviewUnavailableException">There is no answer.</exception>
    public async Task<V1UserInfo?> ReviewTokenAsync(string token)
    {
        var audience = string.IsNullOrEmpty(options.TokenAudience) ? null : options.TokenAudience;
        var review = new V1TokenReview { Spec = new V1TokenReviewSpec { Token = token, Audiences = audience is null ? null : [audience] } };
        var status = await AskAsync(
            V1TokenReview.KubeKind, async timeout => (await cluster.AuthenticationV1.CreateTokenReviewAsync(review, timeout)).Status);

        // An authenticator that knows nothing of audiences names none, and would take a token that is meant for somebody else.
        return status.Authenticated is true && (audience is null || status.Audiences?.Contains(audience) is true) ? status.User : null;
    }

    /// <exception cref="ReviewUnavailableException">There is no answer.</exception>
    public async Task<bool> ReviewAccessAsync(V1UserInfo user, NamespacedName endpoint)
    {
        var review = new V1SubjectAccessReview
        {
            Spec = new V1SubjectAccessReviewSpec
            {
                User = user.Username,
                Uid = user.Uid,
                Groups = user.Groups,
                Extra = user.Extra,
                ResourceAttributes = new V1ResourceAttributes
                {
                    Group = InferenceEndpoint.KubeGroup,
                    Version = InferenceEndpoint.KubeApiVersion,
                    Resource = InferenceEndpoint.KubePluralName,
                    Subresource = InvokeRight.Subresource,
                    Verb = InvokeRight.Verb,
                    NamespaceProperty = endpoint.Namespace,
                    Name = endpoint.Name,
                },
            },
        };
        var status = await AskAsync(
            V1SubjectAccessReview.KubeKind, async timeout => (await cluster.AuthorizationV1.CreateSubjectAccessReviewAsync(review, timeout)).Status);
        return status is { Allowed: true, Denied: not true };
    }

    public void Dispose() => slots.Dispose();

    private async Task<TStatus> AskAsync<TStatus>(string kind, Func<CancellationToken, Task<TStatus?>> ask)
        where TStatus : class
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        try
        {
            using var slot = await slots.AcquireAsync(cancellationToken: timeout.Token);
            var status = slot.IsAcquired ? await ask(timeout.Token) : null;
            metrics.Reviewed(kind, isAnswered: status is not null);
            return status ?? throw new ReviewUnavailableException();
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            metrics.Reviewed(kind, isAnswered: false);
            logger.ReviewFailed(kind, exception.Message);
            throw new ReviewUnavailableException();
        }
    }
}

/// <summary>The API server did not say yes or no.</summary>
internal sealed class ReviewUnavailableException : Exception;
