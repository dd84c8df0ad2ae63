using k8s.Http;
using k8s.Models;

namespace k8s;

internal sealed class AppsV1Operations(ApiTransport transport) : IAppsV1Operations
{
    public Task<V1Scale> PatchNamespacedDeploymentScaleAsync(
        V1Patch body, string name, string namespaceParameter, string? dryRun, string? fieldManager, bool? force, CancellationToken cancellationToken) =>
        transport.SendAsync<V1Scale>(
            HttpMethod.Patch,
            ResourcePath.WithQuery(
                ResourcePath.Of("apps", "v1", namespaceParameter, "deployments", name, "scale"),
                ("dryRun", dryRun),
                ("fieldManager", fieldManager),
                ("force", force)),
            body,
            cancellationToken);
}
