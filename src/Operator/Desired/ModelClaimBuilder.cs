using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The volume claim that keeps a model between replicas. It goes with its endpoint, not with a change of the endpoint's storage.</summary>
internal static class ModelClaimBuilder
{
    /// <summary>Whether a claim is made that one node can use at a time.</summary>
    public static bool IsForOneNode(InferenceEndpoint endpoint) =>
        endpoint.Spec.Model.Storage?.PersistentVolumeClaim is { ExistingClaim: null, AccessMode: not AccessModes.ReadWriteMany };

    /// <returns>Null when the endpoint's storage is no claim, or one that exists already.</returns>
    public static V1PersistentVolumeClaim? Build(InferenceEndpoint endpoint) =>
        endpoint.Spec.Model.Storage?.PersistentVolumeClaim is { ExistingClaim: null, Size: { } size } storage
            ? new V1PersistentVolumeClaim
            {
                ApiVersion = V1PersistentVolumeClaim.KubeApiVersion,
                Kind = V1PersistentVolumeClaim.KubeKind,
                Metadata = Ownership.ChildOf(endpoint, Names.ModelClaim(endpoint)),
                Spec = new V1PersistentVolumeClaimSpec
                {
                    AccessModes = [storage.AccessMode ?? AccessModes.ReadWriteOnce],
                    StorageClassName = storage.StorageClass,
                    Resources = new V1VolumeResourceRequirements
                    {
                        Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal) { ["storage"] = new(size) },
                    },
                },
            }
            : null;
}
