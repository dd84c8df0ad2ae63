using System.Collections.Concurrent;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using KubeOps.Operator.Finalizers;
using Microsoft.Extensions.DependencyInjection;

namespace KubeOps.Operator.Controllers;

/// <summary>Takes a key to the method that its entity's state asks for: deleted, finalize or reconcile.</summary>
internal sealed class EntityReconciler<TEntity>(
    IInformer<TEntity> informer,
    EntityFinalizers<TEntity> finalizers,
    IServiceScopeFactory scopes)
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The last states of entities that are gone and whose controller has not been told.</summary>
    private readonly ConcurrentDictionary<NamespacedName, TEntity> gone = [];

    public void Remember(TEntity deleted) => gone[NamespacedName.Of(deleted)] = deleted;

    /// <summary>Null when there is nothing to do for the key.</summary>
    public async Task<ReconciliationResult<TEntity>?> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var controller = scope.ServiceProvider.GetRequiredService<IEntityController<TEntity>>();
        ReconciliationResult<TEntity>? result = null;
        if (gone.TryGetValue(key, out var last))
        {
            result = await controller.DeletedAsync(last, cancellationToken);
            if (!result.IsSuccess)
            {
                return result;
            }

            // Unless it was created and deleted again meanwhile.
            gone.TryRemove(KeyValuePair.Create(key, last));
        }

        // Looked up last: under this name there may be a new entity.
        return informer.Get(key) switch
        {
            null => result,
            { Metadata.DeletionTimestamp: not null } entity => await finalizers.FinalizeAsync(entity, scope.ServiceProvider, cancellationToken),
            var entity => await controller.ReconcileAsync(await finalizers.AttachAsync(entity, cancellationToken), cancellationToken),
        };
    }

    /// <summary>The entity of a key, for the log.</summary>
    public TEntity? Find(NamespacedName key) => informer.Get(key);
}
