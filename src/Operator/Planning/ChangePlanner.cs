using System.Collections.Immutable;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>The writes that bring an endpoint's children to what is desired, in the order in which they must happen.</summary>
internal sealed class ChangePlanner(
    EndpointSnapshot seen,
    ClusterCapabilities cluster,
    OperatorOptions options,
    DesiredObjects objects,
    ReplicaTarget target)
{
    private readonly InferenceEndpoint endpoint = seen.Endpoint;
    private readonly EndpointChildren children = seen.Children;
    private readonly DesiredOrigin origin = DesiredOrigin.Of(seen.Endpoint);
    private readonly ImmutableArray<PlannedChange>.Builder changes = ImmutableArray.CreateBuilder<PlannedChange>();

    /// <summary>Nothing new can be rolled out: what runs may only be stopped, and is as guarded as everything.</summary>
    public ImmutableArray<PlannedChange> WithoutRevision()
    {
        if (children.Deployment is not null)
        {
            KeepStrangersAway();
        }

        if (target.Count == 0)
        {
            Stop();
        }

        return changes.DrainToImmutable();
    }

    /// <param name="revision">What should run.</param>
    /// <param name="revisions">What is stored already.</param>
    /// <param name="observation">How far it is.</param>
    /// <param name="instance">The hardware; null when it left the catalogue.</param>
    public ImmutableArray<PlannedChange> For(
        ModelRevision revision, RevisionHistory revisions, Observation observation, InstanceType? instance)
    {
        Add(objects.Changed(origin, () => ServiceBuilder.Build(endpoint), children.Service));
        KeepStrangersAway();
        // An endpoint that never ran has nothing to stop, and nothing to start before it is awake.
        if (target.Count > 0 || children.Deployment is not null)
        {
            Run(revision, revisions, Strategy(revision, observation));
        }

        if (target.Count == 0)
        {
            Stop();
        }
        else
        {
            Start(instance);
        }

        changes.AddRange(revisions.Outdated(revision).Select(outdated => new PlannedChange.Delete(outdated, "beyond the history limit")));
        return changes.DrainToImmutable();
    }

    private void Run(ModelRevision revision, RevisionHistory revisions, V1DeploymentStrategy strategy)
    {
        var revised = origin with { Revision = (revision.Name, revision.Number) };
        if (revision != revisions.Current)
        {
            Add(objects.Changed(revised, () => revision.ToObject(endpoint), revisions.Find(revision)));
        }

        if (ModelClaimBuilder.Build(endpoint) is { } claim)
        {
            Add(objects.Changed(origin, () => claim, children.ModelClaim));
        }

        Add(objects.Changed(
            revised with { Strategy = strategy }, () => DeploymentBuilder.Build(endpoint, revision, strategy), children.Deployment));
        ProtectReplicas();
    }

    private void KeepStrangersAway()
    {
        if (NetworkPolicyBuilder.Build(endpoint, options.NetworkPolicy) is { } policy)
        {
            Add(objects.Changed(origin, () => policy, children.NetworkPolicy));
        }
        else if (children.NetworkPolicy is { } outdated)
        {
            changes.Add(new PlannedChange.Delete(outdated, "the setting is off"));
        }
    }

    private void ProtectReplicas()
    {
        if (DisruptionBudgetBuilder.Build(endpoint, seen.SharesOneNode, cluster) is { } budget)
        {
            Add(objects.Changed(origin, () => budget, children.DisruptionBudget));
        }
        else if (children.DisruptionBudget is { } outdated)
        {
            changes.Add(new PlannedChange.Delete(outdated, "it would keep a node from being drained"));
        }
    }

    private void Start(InstanceType? instance)
    {
        Scale();
        if (target.IsAutoscaled && options.Autoscaling.Enabled)
        {
            var accelerator = instance?.Spec.Accelerator;
            Add(objects.Changed(
                origin with { Accelerator = accelerator }, () => AutoscalerBuilder.Build(endpoint, accelerator, cluster), children.Autoscaler));
        }
        else
        {
            DeleteAutoscaler(target.IsAutoscaled ? "the setting is off" : "the number of replicas is fixed");
        }
    }

    // The HPA goes first, so that it cannot answer the step to 0.
    private void Stop()
    {
        DeleteAutoscaler("the endpoint is stopped");
        Scale();
    }

    private void DeleteAutoscaler(string reason)
    {
        if (children.Autoscaler is { } autoscaler)
        {
            changes.Add(new PlannedChange.Delete(autoscaler, reason));
        }
    }

    // A Deployment that is created has one replica; if more are wanted, its arrival in the cache leads to the next reconcile.
    private void Scale()
    {
        if (children.Deployment is { } live && live.Spec!.Replicas != target.Count)
        {
            changes.Add(new PlannedChange.Scale(live, target.Count));
        }
    }

    private V1DeploymentStrategy Strategy(ModelRevision revision, Observation observation)
    {
        var isBlocked = observation.PlacementProblem is { Reason: Reasons.Unschedulable } problem
            && RolloutPolicy.WouldFitInPlace(problem.Message, revision.ToPodTemplate().Spec!, OldPods());
        return RolloutPolicy.Choose(
            endpoint.Spec.Rollout?.Strategy,
            seen.SharesOneNode,
            new RolloutPolicy.Rollout(observation.IsRollingOut, isBlocked, RolloutPolicy.IsInPlace(children.Deployment?.Spec?.Strategy)));
    }

    // Pods that are placed: the new template's waiting pod holds nothing, and one of its own that runs would not be given up.
    private IEnumerable<V1PodSpec> OldPods() => children.Pods
        .Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Spec?.NodeName is not null)
        .Select(pod => pod.Spec!);

    private void Add(PlannedChange? change)
    {
        if (change is not null)
        {
            changes.Add(change);
        }
    }
}
