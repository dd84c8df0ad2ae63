using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>Children are owned by their endpoint, so that deleting it is the cluster's garbage collection.</summary>
internal static class Ownership
{
    public static V1ObjectMeta ChildOf(InferenceEndpoint endpoint, string name) => new()
    {
        Name = name,
        NamespaceProperty = endpoint.Metadata.NamespaceProperty,
        Labels = ChildLabels.Of(endpoint),
        OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = $"{InferenceEndpoint.KubeGroup}/{InferenceEndpoint.KubeApiVersion}",
                Kind = InferenceEndpoint.KubeKind,
                Name = endpoint.Metadata.Name,
                Uid = endpoint.Metadata.Uid,
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ],
    };

    /// <summary>Whether an object is this endpoint's. A namesake that was deleted has another uid.</summary>
    public static bool IsOwnedBy(this IMetadata<V1ObjectMeta> child, InferenceEndpoint endpoint) =>
        child.Metadata.OwnerReferences?.Any(owner => owner.Controller == true && owner.Uid == endpoint.Metadata.Uid) == true;
}
