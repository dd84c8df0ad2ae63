using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Auth;

/// <summary>May this caller call this endpoint? Keys are known here; only about a token that may be Kubernetes' the API server is asked.</summary>
internal sealed class Authorizer(KeyRing keys, KubernetesTokens kubernetes, TimeProvider clock)
{
    /// <summary>To Kubernetes: all endpoints of all namespaces. No key is of here.</summary>
    private static readonly NamespacedName Nowhere = new("", "");

    public ValueTask<Decision> DecideAsync(EndpointRoute route, StringValues authorization, CancellationToken cancellationToken) =>
        DecideAsync(route.Access, route.Key, authorization, cancellationToken);

    /// <summary>For a list of many: about Kubernetes' tokens the API server is asked once for all endpoints of a namespace.</summary>
    public ValueTask<Decision> DecideByNamespaceAsync(EndpointRoute route, StringValues authorization, CancellationToken cancellationToken) =>
        DecideAsync(route.Access, new NamespacedName(route.Key.Namespace, ""), authorization, cancellationToken);

    /// <summary>Whether the token is one of this installation, whatever it is good for.</summary>
    public async ValueTask<bool> KnowsAsync(StringValues authorization, CancellationToken cancellationToken) =>
        (await DecideAsync(AccessType.Private, Nowhere, authorization, cancellationToken)).Access is Access.Allowed or Access.Forbidden;

    private ValueTask<Decision> DecideAsync(AccessType type, NamespacedName endpoint, StringValues authorization, CancellationToken cancellationToken)
    {
        if (type == AccessType.Public)
        {
            return new ValueTask<Decision>(new Decision(Access.Allowed));
        }

        var token = BearerToken.Of(authorization);
        if (token.IsEmpty)
        {
            return new ValueTask<Decision>(new Decision(Access.Unknown));
        }

        var hash = TokenHash.Of(token);
        var decision = AccessPolicy.Decide(type, endpoint.Namespace, keys.Find(hash), clock.GetUtcNow());
        return decision.Access == Access.Unknown && KubernetesTokens.IsOne(token)
            ? new ValueTask<Decision>(kubernetes.DecideAsync(token.ToString(), hash, endpoint, cancellationToken))
            : new ValueTask<Decision>(decision);
    }
}
