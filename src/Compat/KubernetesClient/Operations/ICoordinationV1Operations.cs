using k8s.Models;

namespace k8s;

public interface ICoordinationV1Operations
{
    Task<V1Lease> ReadNamespacedLeaseAsync(string name, string namespaceParameter, CancellationToken cancellationToken = default);

    Task<V1Lease> CreateNamespacedLeaseAsync(V1Lease body, string namespaceParameter, CancellationToken cancellationToken = default);

    /// <summary>Fails with 409 when the lease has changed since <paramref name="body"/> was read.</summary>
    Task<V1Lease> ReplaceNamespacedLeaseAsync(V1Lease body, string name, string namespaceParameter, CancellationToken cancellationToken = default);
}
