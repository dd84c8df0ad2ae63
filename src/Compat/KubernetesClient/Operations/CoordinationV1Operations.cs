using k8s.Http;
using k8s.Models;

namespace k8s;

internal sealed class CoordinationV1Operations(ApiTransport transport) : ICoordinationV1Operations
{
    public Task<V1Lease> ReadNamespacedLeaseAsync(string name, string namespaceParameter, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Lease>(HttpMethod.Get, Leases(namespaceParameter, name), body: null, cancellationToken);

    public Task<V1Lease> CreateNamespacedLeaseAsync(V1Lease body, string namespaceParameter, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Lease>(HttpMethod.Post, Leases(namespaceParameter), body, cancellationToken);

    public Task<V1Lease> ReplaceNamespacedLeaseAsync(V1Lease body, string name, string namespaceParameter, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Lease>(HttpMethod.Put, Leases(namespaceParameter, name), body, cancellationToken);

    private static string Leases(string @namespace, string? name = null) => ResourcePath.Of("coordination.k8s.io", "v1", @namespace, "leases", name);
}
