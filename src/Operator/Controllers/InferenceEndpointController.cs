using System.Net;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Activity;
using InferenceEndpoints.Operator.Applying;
using InferenceEndpoints.Operator.Capacity;
using InferenceEndpoints.Operator.Downloads;
using InferenceEndpoints.Operator.Limits;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Planning;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using k8s.Autorest;
using k8s.Models;

using KubeOps.Abstractions.Rbac;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;

namespace InferenceEndpoints.Operator.Controllers;

/// <summary>One pass over an endpoint: look into the caches, decide, write, tell.</summary>
// Not by its type: that would grant more of the status than its replacement.
[GenericRbac(Groups = [InferenceEndpoint.KubeGroup], Resources = [InferenceEndpoint.KubePluralName], Verbs = RbacVerb.List | RbacVerb.Watch | RbacVerb.Patch)]
[GenericRbac(Groups = [InferenceEndpoint.KubeGroup], Resources = [$"{InferenceEndpoint.KubePluralName}/status"], Verbs = RbacVerb.Update)]
[EntityRbac(typeof(InstanceType), typeof(V1ReplicaSet), typeof(V1Pod), Verbs = RbacVerb.List | RbacVerb.Watch)]
[EntityRbac(
    typeof(V1Deployment),
    typeof(V1Service),
    typeof(V1PersistentVolumeClaim),
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch)]
[EntityRbac(
    typeof(V1ControllerRevision),
    typeof(V1PodDisruptionBudget),
    typeof(V1NetworkPolicy),
    typeof(V2HorizontalPodAutoscaler),
    Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[GenericRbac(Groups = [V1Deployment.KubeGroup], Resources = ["deployments/scale"], Verbs = RbacVerb.Patch)]
// Where the admission plugin OwnerReferencesPermissionEnforcement is on, blockOwnerDeletion needs this.
[GenericRbac(Groups = [InferenceEndpoint.KubeGroup], Resources = [$"{InferenceEndpoint.KubePluralName}/finalizers"], Verbs = RbacVerb.Update)]
[GenericRbac(Groups = [""], Resources = ["events"], Verbs = RbacVerb.Create | RbacVerb.Patch)]
[GenericRbac(Groups = ["coordination.k8s.io"], Resources = ["leases"], Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Update)]
internal sealed class InferenceEndpointController(
    EndpointPlanner planner,
    SettledEndpoints settled,
    ChildCaches caches,
    CatalogueCache catalogue,
    ChangeApplier changes,
    StatusWriter status,
    ActivityRounds activity,
    DownloadMonitor downloads,
    AcceleratorMonitor accelerators,
    MarkWriter marks,
    ExistingClaims claims,
    GoingEndpoints going,
    LimitLedger limits,
    TimeProvider clock) : IEntityController<InferenceEndpoint>
{
    public async Task<ReconciliationResult<InferenceEndpoint>> ReconcileAsync(InferenceEndpoint entity, CancellationToken cancellationToken)
    {
        if (going.Contains(entity))
        {
            return ReconciliationResult<InferenceEndpoint>.Success(entity);
        }

        if (await activity.IdleAtAsync(entity, cancellationToken) is { } idleAt)
        {
            await marks.SleepAsync(entity, idleAt, cancellationToken);
            return ReconciliationResult<InferenceEndpoint>.Success(entity); // the mark brings it back
        }

        if (SleepPolicy.WakeUntil(entity, clock.GetUtcNow()) is { } until)
        {
            await marks.WakeAsync(entity, until, cancellationToken);
            return ReconciliationResult<InferenceEndpoint>.Success(entity); // so does this one
        }

        var children = EndpointChildren.Gather(entity, caches);
        var waiting = WakeDemand.MayWakeSeveral(entity, children.Deployment?.Spec?.Replicas) ? await activity.WaitingAsync(entity, cancellationToken) : 0;
        var seen = new EndpointSnapshot(entity, children, catalogue.Current, clock.GetUtcNow())
        {
            Download = downloads.Progress(children.Pods),
            Accelerators = accelerators.For(children.Pods),
            Refusal = limits.Refusal(entity),
            WaitingRequests = waiting,
            IsOnOneNode = await claims.IsOnOneNodeAsync(entity, cancellationToken),
            LastActivity = activity.LastActivity(entity),
            FirstWait = activity.FirstWait(entity),
        };
        if (settled.TryRenew(seen))
        {
            return ReconciliationResult<InferenceEndpoint>.Success(entity);
        }

        var plan = planner.Plan(seen);
        try
        {
            await changes.ApplyAsync(entity, plan.Changes, cancellationToken);
        }
        catch (ChildConflictException exception)
        {
            return await RefusedAsync(entity, children, new Blocker(Reasons.ChildConflict, exception.Message), cancellationToken);
        }
        catch (HttpOperationException exception) when (IsNamespaceGoing(exception))
        {
            going.Add(entity);
            return ReconciliationResult<InferenceEndpoint>.Success(entity);
        }
        catch (HttpOperationException exception) when (IsRefusal(exception.Response.StatusCode))
        {
            var words = exception.Status?.Message ?? exception.Message;
            return await RefusedAsync(entity, children, new Blocker(Reasons.Rejected, $"the API server refused a write: {words}"), cancellationToken);
        }

        if (!await status.WriteAsync(entity, plan.Status, cancellationToken))
        {
            settled.Add(seen, plan);
        }

        return ReconciliationResult<InferenceEndpoint>.Success(entity, plan.RecheckAfter);
    }

    public Task<ReconciliationResult<InferenceEndpoint>> DeletedAsync(InferenceEndpoint entity, CancellationToken cancellationToken)
    {
        // Its children go by garbage collection.
        going.Remove(entity);
        limits.Remove(entity);
        claims.Remove(entity);
        return Task.FromResult(ReconciliationResult<InferenceEndpoint>.Success(entity));
    }

    // Asking again soon would be answered the same. (A conflict, a full server or a dropped connection would not: those are retried quietly.)
    private static bool IsRefusal(HttpStatusCode code) =>
        code is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity;

    private static bool IsNamespaceGoing(HttpOperationException exception) =>
        exception.Status?.Details?.Causes?.Any(cause => cause.Reason == "NamespaceTerminating") == true;

    private async Task<ReconciliationResult<InferenceEndpoint>> RefusedAsync(
        InferenceEndpoint endpoint, EndpointChildren children, Blocker refusal, CancellationToken cancellationToken)
    {
        await status.WriteAsync(endpoint, planner.Refused(endpoint, children, refusal, clock.GetUtcNow()), cancellationToken);
        return ReconciliationResult<InferenceEndpoint>.Failure(endpoint, refusal.Message);
    }
}
