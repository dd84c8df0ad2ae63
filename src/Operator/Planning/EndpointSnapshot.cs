using InferenceEndpoints.Capacity;
using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Starts;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>All that a plan depends on, as it was at one moment.</summary>
/// <param name="Endpoint">As the cache has it.</param>
/// <param name="Children">What belongs to it, from the caches.</param>
/// <param name="Catalogue">Every InstanceType.</param>
/// <param name="Now">The time.</param>
internal sealed record EndpointSnapshot(InferenceEndpoint Endpoint, EndpointChildren Children, InstanceCatalogue Catalogue, DateTimeOffset Now)
{
    /// <summary>How far its replicas are with the model; null: unknown.</summary>
    public DownloadProgress? Download { get; init; }

    /// <summary>What the cluster has for replicas that wait for accelerators; null: unknown.</summary>
    public ClusterAccelerators? Accelerators { get; init; }

    /// <summary>The limit of its namespace that keeps it from running as it is; null: none does.</summary>
    public string? Refusal { get; init; }

    /// <summary>Requests that wait for its first replicas.</summary>
    public long WaitingRequests { get; init; }

    /// <summary>The model is in a claim of others that one node can use at a time.</summary>
    public bool IsOnOneNode { get; init; }

    /// <summary>The same of any claim, of others or of the endpoint's own: all replicas run on one node.</summary>
    public bool SharesOneNode => IsOnOneNode || ModelClaimBuilder.IsForOneNode(Endpoint);

    /// <summary>The minute of its last request; null: there was none yet.</summary>
    public DateTime? LastActivity { get; init; }

    /// <summary>Null: no request had to wait for the replicas of now.</summary>
    public FirstWait? FirstWait { get; init; }
}
