using System.Net;
using k8s.Autorest;
using k8s.LeaderElection;

namespace Compat.UnitTests.KubernetesClient.LeaderElection;

/// <summary>A lease as the API server keeps it: created once, updated only by who has seen its last version.</summary>
internal sealed class MemoryLease
{
    public LeaderElectionRecord? Record { get; set; }

    public int Version { get; private set; }

    public void Write(LeaderElectionRecord record)
    {
        Record = record with { };
        Version++;
    }
}

/// <summary>An elector's way to the lease, which can be cut.</summary>
internal sealed class MemoryLock(MemoryLease lease, string identity) : ILock
{
    private int seen = -1;

    public string Identity => identity;

    /// <summary>What a request meets before it reaches the lease.</summary>
    public Func<CancellationToken, Task> Network { get; set; } = _ => Task.CompletedTask;

    public static HttpOperationException Refusal(HttpStatusCode status) => new(
        $"{status}", new HttpRequestMessageWrapper(HttpMethod.Get, new Uri("http://localhost")), new HttpResponseMessageWrapper(status, "", RetryAfter: null));

    public async Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default)
    {
        await Network(cancellationToken);
        seen = lease.Version;
        return lease.Record is { } record ? record with { } : throw Refusal(HttpStatusCode.NotFound);
    }

    public Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default) =>
        WriteAsync(record, () => lease.Record is null, cancellationToken);

    public Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default) =>
        WriteAsync(record, () => seen == lease.Version, cancellationToken);

    public string Describe() => "ns/lease";

    private async Task<bool> WriteAsync(LeaderElectionRecord record, Func<bool> isAllowed, CancellationToken cancellationToken)
    {
        await Network(cancellationToken);
        if (!isAllowed())
        {
            return false;
        }

        lease.Write(record);
        seen = lease.Version;
        return true;
    }
}
