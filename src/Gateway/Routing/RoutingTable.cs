using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Informers;

using k8s.Models;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>Holds the snapshot that requests are routed by. Any thread reads <see cref="Current"/>; changes are made one at a time.</summary>
internal sealed class RoutingTable(GatewayMetrics metrics)
{
    private readonly Lock changes = new();
    private volatile RoutingSnapshot current = RoutingSnapshot.Empty;
    private volatile bool isComplete;

    /// <summary>Hears of an endpoint that turns out to have been asleep already when a request failed. Changes wait for it.</summary>
    public Action<EndpointRoute>? OnMissed { get; set; }

    public RoutingSnapshot Current => current;

    /// <summary>Every endpoint of the cluster is known: what is not here does not exist.</summary>
    public bool IsComplete => isComplete;

    public void Complete() => isComplete = true;

    public void Set(InferenceEndpoint endpoint, IReadOnlyList<V1Pod> pods)
    {
        lock (changes)
        {
            var key = NamespacedName.Of(endpoint);
            var previous = current.Get(key);
            Publish(RouteBuilder.Build(endpoint, pods, previous, previous?.Meter ?? metrics.MeterOf(key)));
        }
    }

    /// <summary>A pod that is yet to be ready in the kubelet's eyes may get requests.</summary>
    public void Prove(NamespacedName key, Backend backend)
    {
        lock (changes)
        {
            if (current.Get(key) is { } route && route.Starting.FirstOrDefault(pod => pod.Backend == backend) is { } pod)
            {
                backend.Prove();
                Publish(route with { Ready = route.Ready.Add(backend), Starting = route.Starting.Remove(pod) });
            }
        }
    }

    public void Remove(NamespacedName key)
    {
        lock (changes)
        {
            var removed = current.Get(key);
            current = current.Without(key);
            removed?.Meter.Remove();
            removed?.Room.Release(current: null);
        }
    }

    private void Publish(EndpointRoute route)
    {
        if (!route.Ready.IsEmpty && current.Get(route.Key) is not { Ready.IsEmpty: false })
        {
            route.Activity.ForgetFirstWait();
        }

        current = current.With(route);
        route.Room.Release(route);
        if (!route.NeedsWaking)
        {
            route.WakeCall.Forget();
        }
        else if (route.Activity.LastMiss > route.AsleepSince)
        {
            OnMissed?.Invoke(route);
        }
    }
}
