using System.Collections.Concurrent;

using InferenceEndpoints.Entities;

namespace InferenceEndpoints.Operator.Controllers;

/// <summary>
/// Endpoints whose namespace is being deleted, as the API server said. That never ends otherwise: while their children go one by one, nothing is
/// made again and nothing is told.
/// </summary>
internal sealed class GoingEndpoints
{
    private readonly ConcurrentDictionary<string, bool> uids = [];

    public bool Contains(InferenceEndpoint endpoint) => uids.ContainsKey(Uid(endpoint));

    public void Add(InferenceEndpoint endpoint) => uids[Uid(endpoint)] = true;

    public void Remove(InferenceEndpoint endpoint) => uids.TryRemove(Uid(endpoint), out _);

    // Not by name: a namespace of the same name may come later.
    private static string Uid(InferenceEndpoint endpoint) => endpoint.Metadata.Uid ?? "";
}
