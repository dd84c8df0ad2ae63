using k8s;
using k8s.Models;

namespace Compat.UnitTests.Informers;

[KubernetesEntity(Group = "tests.dev", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
internal sealed class Widget : KubernetesObject, IKubernetesObject<V1ObjectMeta>
{
    public V1ObjectMeta Metadata { get; set; } = new();

    public static Widget Of(string name, int version, string uid = "first") => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = "ns", Name = name, Uid = uid, ResourceVersion = $"{version}" },
    };

    public override string ToString() => $"{Metadata.Name}/{Metadata.Uid}@{Metadata.ResourceVersion}";
}
