using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Informers;

using k8s.Models;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>Holds the snapshot that requests are routed by.</summary>
/// <remarks>Any thread reads <see cref="Current"/>. Changes are made by one thread at a time: by <see cref="ClusterWatch"/>, under its lock.</remarks>
internal sealed class RoutingTable(GatewayMetrics metrics)
{
    private volatile RoutingSnapshot current = RoutingSnapshot.Empty;
    private volatile bool isComplete;

    public RoutingSnapshot Current => current;

    /// <summary>Every endpoint of the cluster is known: what is not here does not exist.</summary>
    public bool IsComplete => isComplete;

    public void Complete() => isComplete = true;

    public void Set(InferenceEndpoint endpoint, IReadOnlyList<V1Pod> pods)
    {
        var key = NamespacedName.Of(endpoint);
        var previous = current.Get(key);
        current = current.With(RouteBuilder.Build(endpoint, pods, previous, previous?.Meter ?? metrics.MeterOf(key)));
    }

    public void Remove(NamespacedName key)
    {
        var removed = current.Get(key);
        current = current.Without(key);
        removed?.Meter.Remove();
    }
}
