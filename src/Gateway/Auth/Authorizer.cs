using InferenceEndpoints.Gateway.Routing;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>May this caller call this endpoint? Keys are known here; only about a token that may be Kubernetes' the API server is asked.</summary>
internal sealed class Authorizer(KeyRing keys, KubernetesTokens kubernetes, TimeProvider clock)
{
    public ValueTask<Access> DecideAsync(EndpointRoute route, StringValues authorization, CancellationToken cancellationToken)
    {
        if (route.Access == AccessType.Public)
        {
            return new ValueTask<Access>(Access.Allowed);
        }

        var token = BearerToken.Of(authorization);
        if (token.IsEmpty)
        {
            return new ValueTask<Access>(Access.Unknown);
        }

        var hash = TokenHash.Of(token);
        var access = AccessPolicy.Decide(route.Access, route.Key.Namespace, keys.Find(hash), clock.GetUtcNow());
        return access == Access.Unknown && KubernetesTokens.IsOne(token)
            ? new ValueTask<Access>(kubernetes.DecideAsync(token.ToString(), hash, route.Key, cancellationToken))
            : new ValueTask<Access>(access);
    }
}
