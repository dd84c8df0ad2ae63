using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Entities;

/// <summary>Base of a custom resource; the derived class carries the <see cref="KubernetesEntityAttribute"/>.</summary>
public abstract class CustomKubernetesEntity : KubernetesObject, IKubernetesObject<V1ObjectMeta>
{
    public V1ObjectMeta Metadata { get; set; } = new();
}

public abstract class CustomKubernetesEntity<TSpec> : CustomKubernetesEntity, ISpec<TSpec>
    where TSpec : new()
{
    public TSpec Spec { get; set; } = new();
}

public abstract class CustomKubernetesEntity<TSpec, TStatus> : CustomKubernetesEntity<TSpec>, IStatus<TStatus>
    where TSpec : new()
    where TStatus : new()
{
    public TStatus Status { get; set; } = new();
}
