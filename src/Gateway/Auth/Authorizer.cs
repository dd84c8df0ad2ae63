using InferenceEndpoints.Gateway.Routing;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>May this caller call this endpoint? Keys are known here; only about a token that may be Kubernetes' the API server is asked.</summary>
internal sealed class Authorizer(KeyRing keys, KubernetesTokens kubernetes, TimeProvider clock)
{
    public ValueTask<Decision> DecideAsync(EndpointRoute route, StringValues authorization, CancellationToken cancellationToken)
    {
        if (route.Access == AccessType.Public)
        {
            return new ValueTask<Decision>(new Decision(Access.Allowed));
        }

        var token = BearerToken.Of(authorization);
        if (token.IsEmpty)
        {
            return new ValueTask<Decision>(new Decision(Access.Unknown));
        }

        var hash = TokenHash.Of(token);
        var decision = AccessPolicy.Decide(route.Access, route.Key.Namespace, keys.Find(hash), clock.GetUtcNow());
        return decision.Access == Access.Unknown && KubernetesTokens.IsOne(token)
            ? new ValueTask<Decision>(kubernetes.DecideAsync(token.ToString(), hash, route.Key, cancellationToken))
            : new ValueTask<Decision>(decision);
    }
}
