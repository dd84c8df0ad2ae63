using System.Net;
using System.Text.Json.Nodes;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KubeOps.Abstractions.Builder;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Finalizer;
using KubeOps.KubernetesClient;
using KubeOps.Operator.Controllers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.Finalizers;

/// <summary>Attaches the registered finalizers to an entity, and runs them when it is to go.</summary>
internal sealed class EntityFinalizers<TEntity>(
    IEnumerable<FinalizerRegistration<TEntity>> registrations,
    IKubernetesClient client,
    IInformer<TEntity> informer,
    OperatorSettings settings,
    ILogger<EntityFinalizers<TEntity>> logger)
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    private readonly string[] identifiers = [.. registrations.Select(registration => registration.Identifier)];

    /// <summary>The entity with all finalizers, as the API server has it.</summary>
    public async Task<TEntity> AttachAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var present = entity.Metadata.Finalizers ?? [];
        string[] missing = [.. identifiers.Except(present)];
        if (!settings.AutoAttachFinalizers || missing.Length == 0)
        {
            return entity;
        }

        var patched = await PatchAsync(entity, present.Concat(missing), cancellationToken);
        foreach (var identifier in missing)
        {
            logger.FinalizerAttached(identifier, NamespacedName.Of(entity));
        }

        return patched;
    }

    /// <summary>Runs the finalizers that are still on the entity, in the order of their registration, until one fails.</summary>
    public async Task<ReconciliationResult<TEntity>> FinalizeAsync(
        TEntity entity, IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var identifier in identifiers)
        {
            if (entity.Metadata.Finalizers?.Contains(identifier) is not true)
            {
                continue;
            }

            var finalizer = services.GetRequiredKeyedService<IEntityFinalizer<TEntity>>(identifier);
            var result = await finalizer.FinalizeAsync(entity, cancellationToken);
            if (!result.IsSuccess)
            {
                return result;
            }

            if (settings.AutoDetachFinalizers)
            {
                entity = await DetachAsync(entity, identifier, cancellationToken);
            }
        }

        return ReconciliationResult<TEntity>.Success(entity);
    }

    private async Task<TEntity> DetachAsync(TEntity entity, string identifier, CancellationToken cancellationToken)
    {
        try
        {
            var patched = await PatchAsync(entity, entity.Metadata.Finalizers!.Where(present => present != identifier), cancellationToken);
            logger.FinalizerDetached(identifier, NamespacedName.Of(entity));
            return patched;
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // Somebody else removed it with the last finalizer: what we wanted.
            return entity;
        }
    }

    /// <summary>A merge patch replaces the list as a whole, so it carries the version that the list was read at.</summary>
    private async Task<TEntity> PatchAsync(TEntity entity, IEnumerable<string> finalizers, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => JsonValue.Create(finalizer))]),
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
            },
        };
        var patched = await client.PatchAsync(
            entity, new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), cancellationToken: cancellationToken);
        informer.Offer(patched);
        return patched;
    }
}
