using InferenceEndpoints.Capacity;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.States;

/// <summary>The objects and decisions that an <see cref="Observation"/> is made from.</summary>
public sealed record EndpointFacts
{
    public required InferenceEndpoint Endpoint { get; init; }

    public bool IsAsleep { get; init; }

    /// <summary>When the endpoint was woken last; null: never.</summary>
    public DateTimeOffset? WakeTime { get; init; }

    public Blocker? Blocker { get; init; }

    public int TargetReplicas { get; init; }

    /// <summary>Null: there is none yet.</summary>
    public V1Deployment? Deployment { get; init; }

    /// <summary>The live Deployment has the pod template that the spec asks for; false while the change is yet to be applied.</summary>
    public bool IsDeploymentCurrent { get; init; } = true;

    /// <summary>ReplicaSets of the Deployment.</summary>
    public IReadOnlyList<V1ReplicaSet> ReplicaSets { get; init; } = [];

    /// <summary>Pods of the endpoint, of every revision.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>Of the furthest pod that downloads; null: unknown.</summary>
    public DownloadProgress? Download { get; init; }

    /// <summary>What the cluster has for replicas that wait for accelerators; null: unknown.</summary>
    public ClusterAccelerators? Accelerators { get; init; }

    public required DateTimeOffset Now { get; init; }
}
