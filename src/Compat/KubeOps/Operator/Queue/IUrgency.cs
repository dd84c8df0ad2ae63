using k8s;
using k8s.Models;

namespace KubeOps.Operator.Queue;

/// <summary>
/// Says which changes cannot wait until those that came before are reconciled; register an implementation to have any. Called for every change,
/// on the thread that reads the watch.
/// </summary>
public interface IUrgency<in TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    bool IsUrgent(TEntity entity);
}

internal sealed class NothingIsUrgent<TEntity> : IUrgency<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    public bool IsUrgent(TEntity entity) => false;
}
