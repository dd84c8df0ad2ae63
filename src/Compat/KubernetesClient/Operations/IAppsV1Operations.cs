using k8s.Models;

namespace k8s;

public interface IAppsV1Operations
{
    /// <summary>Changes the replicas alone. A patch that names a <c>resourceVersion</c> fails with 409 when the Deployment has changed since.</summary>
    Task<V1Scale> PatchNamespacedDeploymentScaleAsync(
        V1Patch body, string name, string namespaceParameter, string? dryRun = null, string? fieldManager = null, bool? force = null,
        CancellationToken cancellationToken = default);
}
