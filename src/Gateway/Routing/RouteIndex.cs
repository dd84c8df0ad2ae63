using System.Collections.Immutable;

using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>Routes by something that several of them may have in common. Immutable.</summary>
internal sealed class RouteIndex
{
    private readonly ImmutableDictionary<string, ImmutableArray<EndpointRoute>> routes;

    /// <param name="comparer">Which keys are the same.</param>
    public RouteIndex(StringComparer comparer)
        : this(ImmutableDictionary.Create<string, ImmutableArray<EndpointRoute>>(comparer))
    {
    }

    private RouteIndex(ImmutableDictionary<string, ImmutableArray<EndpointRoute>> routes) => this.routes = routes;

    /// <summary>The one with the longest path first, then the oldest.</summary>
    public ImmutableArray<EndpointRoute> Find(string key) => routes.GetValueOrDefault(key, []);

    public RouteIndex With(string key, EndpointRoute route) => new(routes.SetItem(key, InOrder(Find(key).Add(route))));

    public RouteIndex Without(string key, NamespacedName endpoint)
    {
        var rest = Find(key).RemoveAll(route => route.Key == endpoint);
        return new RouteIndex(rest.IsEmpty ? routes.Remove(key) : routes.SetItem(key, rest));
    }

    private static ImmutableArray<EndpointRoute> InOrder(ImmutableArray<EndpointRoute> routes) =>
        [.. routes.OrderByDescending(route => route.PathPrefix.Length).ThenBy(route => route.Created).ThenBy(route => route.Key.ToString(), StringComparer.Ordinal)];
}
