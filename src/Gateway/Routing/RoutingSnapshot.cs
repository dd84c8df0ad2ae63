using System.Collections.Immutable;

using InferenceEndpoints.Gateway.Answers;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>
/// Which endpoint a request is for. Immutable: readers take no lock. A change makes a new snapshot that shares nearly everything with the
/// one before, so that it costs the same with ten endpoints and with ten thousand.
/// </summary>
internal sealed record RoutingSnapshot
{
    private const string PathRoot = "/endpoints/";

    public static readonly RoutingSnapshot Empty = new();

    private ImmutableDictionary<NamespacedName, EndpointRoute> ByName { get; init; } = ImmutableDictionary<NamespacedName, EndpointRoute>.Empty;

    private RouteIndex ByHost { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    private RouteIndex ByModel { get; init; } = new(StringComparer.Ordinal);

    public IEnumerable<EndpointRoute> All => ByName.Values;

    public EndpointRoute? Get(NamespacedName key) => ByName.GetValueOrDefault(key);

    public RoutingSnapshot With(EndpointRoute route)
    {
        var others = Without(route.Key);
        return new RoutingSnapshot
        {
            ByName = others.ByName.Add(route.Key, route),
            ByHost = route.Host is { } host ? others.ByHost.With(host, route) : others.ByHost,
            ByModel = route.ModelNames.Aggregate(others.ByModel, (index, name) => index.With(name, route)),
        };
    }

    public RoutingSnapshot Without(NamespacedName key)
    {
        if (Get(key) is not { } route)
        {
            return this;
        }

        return new RoutingSnapshot
        {
            ByName = ByName.Remove(key),
            ByHost = route.Host is { } host ? ByHost.Without(host, key) : ByHost,
            ByModel = route.ModelNames.Aggregate(ByModel, (index, name) => index.Without(name, key)),
        };
    }

    /// <summary>
    /// The endpoints that a client may mean by a model's name. What names one endpoint for certain comes first; then those that can answer,
    /// then those that can soon.
    /// </summary>
    public IEnumerable<EndpointRoute> FindByModel(string name) =>
        ByModel.Find(name).OrderBy(route => route.ModelNames.IndexOf(name)).ThenBy(route => StateAnswers.Of(route) switch
        {
            null => 0,
            { IsTemporary: true } => 1,
            _ => 2,
        });

    /// <param name="host">The host that the caller named, without a port.</param>
    /// <param name="target">Path and query as the caller sent them.</param>
    public RouteMatch? Find(string host, string target) => FindByHost(host, target) ?? FindByPath(target);

    private RouteMatch? FindByHost(string host, string target)
    {
        foreach (var route in ByHost.Find(host))
        {
            if (StartsWithPath(target, route.PathPrefix))
            {
                return new RouteMatch(route, Rest(target, route.PathPrefix.Length));
            }
        }

        return null;
    }

    /// <summary><c>/endpoints/{namespace}/{name}/...</c>: for clusters without a wildcard domain.</summary>
    private RouteMatch? FindByPath(string target)
    {
        if (!target.StartsWith(PathRoot, StringComparison.Ordinal))
        {
            return null;
        }

        var path = target.AsSpan()[..End(target, target.IndexOf('?', StringComparison.Ordinal))];
        var nameStart = path[PathRoot.Length..].IndexOf('/') + PathRoot.Length + 1;
        if (nameStart <= PathRoot.Length)
        {
            return null;
        }

        var nameEnd = path[nameStart..].IndexOf('/') is var slash and >= 0 ? nameStart + slash : path.Length;
        var key = new NamespacedName(path[PathRoot.Length..(nameStart - 1)].ToString(), path[nameStart..nameEnd].ToString());
        return Get(key) is { } route ? new RouteMatch(route, Rest(target, nameEnd)) : null;
    }

    private static int End(string target, int query) => query < 0 ? target.Length : query;

    private static bool StartsWithPath(string target, string prefix) =>
        target.StartsWith(prefix, StringComparison.Ordinal)
        && (prefix.Length == 0 || target.Length == prefix.Length || target[prefix.Length] is '/' or '?');

    private static string Rest(string target, int length) =>
        length == 0 ? target : length < target.Length && target[length] == '/' ? target[length..] : $"/{target.AsSpan(length)}";
}

/// <param name="Route">The endpoint.</param>
/// <param name="Target">Path and query for the pod.</param>
internal readonly record struct RouteMatch(EndpointRoute Route, string Target);
