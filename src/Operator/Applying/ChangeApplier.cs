using System.Net;
using System.Text.Json.Nodes;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Operator.Telemetry;

using k8s;
using k8s.Autorest;
using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Applying;

/// <summary>
/// Executes a plan, in its order. Each answer of the API server goes into the cache it came from, so that the next reconcile does not
/// decide on what was there before, nor compares what was written just now.
/// </summary>
internal sealed partial class ChangeApplier(
    IKubernetesClient client, ChildCaches caches, DesiredObjects objects, OperatorMetrics metrics, ILogger<ChangeApplier> logger)
{
    public async Task ApplyAsync(InferenceEndpoint endpoint, IEnumerable<PlannedChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            await ExecuteAsync(endpoint, change, cancellationToken);
        }
    }

    private Task ExecuteAsync(InferenceEndpoint endpoint, PlannedChange change, CancellationToken cancellationToken) => change switch
    {
        PlannedChange.Apply { Desired: V1ControllerRevision revision } apply =>
            ApplyAsync(endpoint, revision, caches.Revisions, apply, cancellationToken),
        PlannedChange.Apply { Desired: V1PersistentVolumeClaim claim } apply =>
            ApplyAsync(endpoint, claim, caches.Claims, apply, cancellationToken),
        PlannedChange.Apply { Desired: V1Deployment deployment } apply =>
            ApplyAsync(endpoint, deployment, caches.Deployments, apply, cancellationToken),
        PlannedChange.Apply { Desired: V1Service service } apply =>
            ApplyAsync(endpoint, service, caches.Services, apply, cancellationToken),
        PlannedChange.Apply { Desired: V1NetworkPolicy policy } apply =>
            ApplyAsync(endpoint, policy, caches.NetworkPolicies, apply, cancellationToken),
        PlannedChange.Apply { Desired: V1beta1PodDisruptionBudget budget } apply =>
            ApplyAsync(endpoint, budget, caches.DisruptionBudgets, apply, cancellationToken),
        PlannedChange.Apply { Desired: V1PodDisruptionBudget budget } apply =>
            ApplyAsync(endpoint, budget, caches.DisruptionBudgets, apply, cancellationToken),
        PlannedChange.Apply { Desired: V2beta2HorizontalPodAutoscaler autoscaler } apply =>
            ApplyAsync(endpoint, autoscaler, caches.Autoscalers, apply, cancellationToken),
        PlannedChange.Apply { Desired: V2HorizontalPodAutoscaler autoscaler } apply =>
            ApplyAsync(endpoint, autoscaler, caches.Autoscalers, apply, cancellationToken),
        PlannedChange.Scale scale => ScaleAsync(scale, cancellationToken),
        PlannedChange.Delete { Live: V1ControllerRevision } delete => DeleteAsync(delete, caches.Revisions.Kind, cancellationToken),
        PlannedChange.Delete { Live: V1NetworkPolicy } delete => DeleteAsync(delete, caches.NetworkPolicies.Kind, cancellationToken),
        PlannedChange.Delete { Live: V1PodDisruptionBudget } delete => DeleteAsync(delete, caches.DisruptionBudgets.Kind, cancellationToken),
        PlannedChange.Delete { Live: V2HorizontalPodAutoscaler } delete => DeleteAsync(delete, caches.Autoscalers.Kind, cancellationToken),
        _ => throw new InvalidOperationException($"No way to execute {change}"),
    };

    private async Task ApplyAsync<T, TCached>(
        InferenceEndpoint endpoint, T desired, IInformer<TCached> cache, PlannedChange.Apply change, CancellationToken cancellationToken)
        where T : class, TCached
        where TCached : class, IKubernetesObject<V1ObjectMeta>
    {
        var applied = change.Exists ? await WriteAsync(desired, cancellationToken) : await CreateAsync(endpoint, desired, cancellationToken);
        objects.Settle(applied, change.Origin);
        cache.Offer(applied);
        metrics.Wrote(cache.Kind.Plural, "apply");
        LogApplied(logger, desired.Kind, desired.Metadata.Name, change.Reason);
    }

    // An apply takes over whatever has the name. This one does not: the API server clears a deletion's field from what is created, and
    // refuses to change it on what exists. So a namesake is ruled out without a request of its own.
    private async Task<T> CreateAsync<T>(InferenceEndpoint endpoint, T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        desired.Metadata.DeletionGracePeriodSeconds = 0;
        try
        {
            return await WriteAsync(desired, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            var namesake = await client.GetAsync<T>(desired.Metadata.Name, desired.Metadata.NamespaceProperty, cancellationToken);
            if (namesake is null)
            {
                throw; // There is none: it is the object itself that is refused.
            }

            RefuseUnlessOwned(endpoint, namesake, desired.Kind);
        }

        desired.Metadata.DeletionGracePeriodSeconds = null;
        return await WriteAsync(desired, cancellationToken);
    }

    private Task<T> WriteAsync<T>(T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => client.PatchAsync<T>(
            new V1Patch(desired, V1Patch.PatchType.ApplyPatch),
            desired.Metadata.Name,
            desired.Metadata.NamespaceProperty,
            fieldManager: ChildLabels.Operator,
            force: true,
            cancellationToken: cancellationToken);

    private static void RefuseUnlessOwned(InferenceEndpoint endpoint, IKubernetesObject<V1ObjectMeta> namesake, string kind)
    {
        if (!namesake.IsOwnedBy(endpoint))
        {
            var owner = namesake.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);
            throw new ChildConflictException(kind, namesake.Metadata.Name, owner is null ? null : $"{owner.Kind} {owner.Name}");
        }
    }

    // The HPA writes the same field. Naming the version that the decision was made on turns a race into a conflict, and the next
    // reconcile decides anew: an HPA's decision is never reverted by an old view.
    private async Task ScaleAsync(PlannedChange.Scale scale, CancellationToken cancellationToken)
    {
        var metadata = scale.Live.Metadata;
        var patch = new V1Patch(
            $$$"""{"metadata":{"resourceVersion":"{{{metadata.ResourceVersion}}}"},"spec":{"replicas":{{{scale.Replicas}}}}}""",
            V1Patch.PatchType.MergePatch);
        var scaled = await client.ApiClient.AppsV1.PatchNamespacedDeploymentScaleAsync(
            patch, metadata.Name, metadata.NamespaceProperty!, fieldManager: ChildLabels.Operator, cancellationToken: cancellationToken);
        caches.Deployments.Offer(scale.Live with
        {
            Metadata = metadata with { ResourceVersion = scaled.Metadata.ResourceVersion },
            Spec = scale.Live.Spec! with { Replicas = scale.Replicas },
        });
        metrics.Wrote(caches.Deployments.Kind.Plural, "scale");
        LogScaled(logger, metadata.Name, scale.Live.Spec.Replicas ?? 0, scale.Replicas);
    }

    private async Task DeleteAsync(PlannedChange.Delete delete, ResourceKind kind, CancellationToken cancellationToken)
    {
        var metadata = delete.Live.Metadata;
        var exactlyThis = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = metadata.Uid } };
        try
        {
            await client.ApiClient.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonObject>(
                kind.Group, kind.Version, metadata.NamespaceProperty!, kind.Plural, metadata.Name, exactlyThis, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return; // It went by itself.
        }

        metrics.Wrote(kind.Plural, "delete");
        LogDeleted(logger, kind, metadata.Name, delete.Reason);
    }

    [LoggerMessage(2101, LogLevel.Information, "Applied {Kind} {Name}: {Reason}")]
    private static partial void LogApplied(ILogger logger, string kind, string name, string reason);

    [LoggerMessage(2102, LogLevel.Information, "Scaled Deployment {Name} from {OldReplicas} to {NewReplicas}")]
    private static partial void LogScaled(ILogger logger, string name, int oldReplicas, int newReplicas);

    [LoggerMessage(2103, LogLevel.Information, "Deleted {Kind} {Name}: {Reason}")]
    private static partial void LogDeleted(ILogger logger, ResourceKind kind, string name, string reason);
}
