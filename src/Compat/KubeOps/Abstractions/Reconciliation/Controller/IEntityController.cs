using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Reconciliation.Controller;

/// <summary>
/// Brings the world in line with an entity. Called for one key at a time, by the leader only, with an object from the informer cache: it is
/// shared and must not be changed.
/// </summary>
public interface IEntityController<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>Called with the last known state once the entity is gone. Not called for what went while no leader ran.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
