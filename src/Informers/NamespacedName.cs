using k8s;
using k8s.Models;

namespace InferenceEndpoints.Informers;

/// <summary>Names an object of one kind. <see cref="Namespace"/> is empty for what is cluster-scoped.</summary>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    public static NamespacedName Of(IKubernetesObject<V1ObjectMeta> value) => Of(value.Metadata);

    public static NamespacedName Of(V1ObjectMeta metadata) => new(metadata.NamespaceProperty ?? "", metadata.Name);

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
