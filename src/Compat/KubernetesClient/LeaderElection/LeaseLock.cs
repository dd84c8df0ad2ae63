using System.Net;
using k8s.Autorest;
using k8s.Models;

namespace k8s.LeaderElection.ResourceLock;

/// <summary>A lock in a <c>coordination.k8s.io</c> Lease. Used by one elector.</summary>
public class LeaseLock(IKubernetes client, string @namespace, string name, string identity) : ILock
{
    private V1Lease? lastSeen;

    public string Identity => identity;

    /// <exception cref="HttpOperationException">404 when there is no lease yet.</exception>
    public async Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default)
    {
        lastSeen = await client.CoordinationV1.ReadNamespacedLeaseAsync(name, @namespace, cancellationToken);
        return RecordOf(lastSeen.Spec);
    }

    public async Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
    {
        var lease = new V1Lease { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = @namespace }, Spec = SpecOf(record) };
        return await TryAsync(() => client.CoordinationV1.CreateNamespacedLeaseAsync(lease, @namespace, cancellationToken));
    }

    public async Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
    {
        var read = lastSeen ?? throw new InvalidOperationException("A lease must be read or created before it is updated.");
        var lease = read with { Spec = SpecOf(record) };
        return await TryAsync(() => client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, name, @namespace, cancellationToken));
    }

    public string Describe() => $"{@namespace}/{name}";

    private async Task<bool> TryAsync(Func<Task<V1Lease>> write)
    {
        try
        {
            lastSeen = await write();
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    private static LeaderElectionRecord RecordOf(V1LeaseSpec? spec) => new()
    {
        HolderIdentity = spec?.HolderIdentity ?? "",
        LeaseDurationSeconds = spec?.LeaseDurationSeconds ?? 0,
        AcquireTime = spec?.AcquireTime,
        RenewTime = spec?.RenewTime,
        LeaderTransitions = spec?.LeaseTransitions ?? 0,
    };

    private static V1LeaseSpec SpecOf(LeaderElectionRecord record) => new()
    {
        HolderIdentity = record.HolderIdentity,
        LeaseDurationSeconds = record.LeaseDurationSeconds,
        AcquireTime = record.AcquireTime,
        RenewTime = record.RenewTime,
        LeaseTransitions = record.LeaderTransitions,
    };
}
