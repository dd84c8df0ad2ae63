using InferenceEndpoints.Entities;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Operator.Cluster;

/// <summary>What nothing is wrong with, except that this cluster cannot run it.</summary>
internal static class ClusterChecks
{
    public static IReadOnlyList<ValidationError> Check(InferenceEndpoint endpoint, ClusterCapabilities cluster) =>
        endpoint.Spec?.Model.Storage?.ImageVolume is not null && !cluster.HasImageVolumes
            ?
            [
                new ValidationError(
                    "spec.model.storage.imageVolume",
                    null,
                    $"needs Kubernetes 1.31 or later, and this cluster has {cluster.Version}",
                    "use persistentVolumeClaim, hostPath or emptyDir"),
            ]
            : [];
}
