using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;
using InferenceEndpoints.Validation;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>Decides what to write for an endpoint, and what to say about it. Pure: the same snapshot gives the same plan.</summary>
internal sealed class EndpointPlanner(OperatorOptions options, ClusterCapabilities cluster, DesiredObjects objects)
{
    private const int NamedErrors = 3;

    public EndpointPlan Plan(EndpointSnapshot seen)
    {
        var (endpoint, children, catalogue, now) = seen;
        var marks = SleepMarks.Parse(endpoint.Metadata.Annotations);
        var lookup = catalogue.Find(endpoint.Spec);
        var instance = (lookup as InstanceLookup.Found)?.Instance;
        var revisions = RevisionHistory.Of(children.Revisions);
        var (revision, blocker) = Resolve(seen, lookup, revisions);

        var live = children.Deployment?.Spec?.Replicas;
        var mustWait = seen.Refusal is not null && !(live > 0);
        if (seen.Refusal is { } refusal && !mustWait && blocker is null)
        {
            (revision, blocker) = (null, new Blocker(Reasons.LimitReached, refusal)); // What runs is left as it is.
        }

        var isStopped = endpoint.Spec.Paused || marks.IsAsleep || mustWait;
        // A spec that cannot be rolled out leaves what runs as it is, but it can be stopped.
        var target = blocker is not null && !isStopped
            ? new ReplicaTarget(live ?? 0, children.Autoscaler is not null)
            : ReplicaTargetPolicy.Decide(endpoint.Spec.Compute.Scaling, isStopped, live, WakeDemand.Replicas(endpoint.Spec, seen.WaitingRequests));

        var facts = new EndpointFacts
        {
            Endpoint = endpoint,
            IsAsleep = marks.IsAsleep,
            WakeTime = marks.WakeTime,
            Blocker = blocker,
            TargetReplicas = target.Count,
            Deployment = children.Deployment,
            IsDeploymentCurrent = revision is not null && DeploymentBuilder.Has(children.Deployment, revision),
            ReplicaSets = children.ReplicaSets,
            Pods = children.Pods,
            Download = seen.Download,
            Accelerators = seen.Accelerators,
            Now = now,
        };
        var observation = Observer.Observe(facts);
        if (mustWait)
        {
            observation = observation with { IsAsleep = false, PlacementProblem = new PlacementProblem(Reasons.LimitReached, seen.Refusal!) };
        }

        var decision = EndpointStatePolicy.Derive(observation);
        var changes = new ChangePlanner(seen, cluster, options, objects, target);
        var status = EndpointStatusBuilder.Build(facts, observation, decision, instance, revision, marks.Errors, options.Url);
        status.LastActivityTime = seen.LastActivity;
        if (seen.FirstWait is { } wait && wait.IsNewsFor(status))
        {
            status.LastStart = wait.AddTo(status.LastStart!);
        }

        return new EndpointPlan(
            revision is null ? changes.WithoutRevision() : changes.For(revision, revisions, observation, instance),
            status,
            Earliest(decision.RecheckAt, status.Schedule?.AwakeUntil, status.Schedule?.NextWakeTime) - now);
    }

    /// <summary>The status after the API server refused a write of the plan.</summary>
    public InferenceEndpointStatus Refused(InferenceEndpoint endpoint, EndpointChildren children, Blocker refusal, DateTimeOffset now)
    {
        var marks = SleepMarks.Parse(endpoint.Metadata.Annotations);
        var facts = new EndpointFacts
        {
            Endpoint = endpoint,
            IsAsleep = marks.IsAsleep,
            WakeTime = marks.WakeTime,
            Blocker = refusal,
            TargetReplicas = children.Deployment?.Spec?.Replicas ?? 0,
            Deployment = children.Deployment,
            ReplicaSets = children.ReplicaSets,
            Pods = children.Pods,
            Now = now,
        };
        var observation = Observer.Observe(facts);
        return EndpointStatusBuilder.Build(
            facts, observation, EndpointStatePolicy.Derive(observation), instance: null, revision: null, marks.Errors, options.Url);
    }

    /// <summary>The revision that should run, or what keeps the spec from having one.</summary>
    private (ModelRevision? Revision, Blocker? Blocker) Resolve(EndpointSnapshot seen, InstanceLookup lookup, RevisionHistory revisions)
    {
        var endpoint = seen.Endpoint;
        if ((ValidationError[])[.. EndpointValidator.Validate(endpoint), .. ClusterChecks.Check(endpoint, cluster)] is { Length: > 0 } errors)
        {
            return (null, new Blocker(Reasons.InvalidSpec, Sentence(errors)));
        }

        var specHash = SpecHash.Of(endpoint.Spec);
        if (revisions.Current is { } current && current.SpecHash == specHash && !IsOutdated(current, seen, lookup))
        {
            return (current, null);
        }

        return lookup switch
        {
            InstanceLookup.Found found => (New(seen, found.Instance, specHash, revisions), null),
            InstanceLookup.Missing missing => (null, new Blocker(Reasons.UnknownInstanceType, missing.Message)),
            InstanceLookup.Invalid invalid => (null, new Blocker(Reasons.InvalidInstanceType, invalid.Message)),
            _ => throw new InvalidOperationException($"No way to read {lookup}"),
        };
    }

    // What ever ran was accepted, and stays when its InstanceType changes or goes. What no node could take yet has nothing to lose: it follows a
    // corrected InstanceType, and the claim that was not there before.
    private static bool IsOutdated(ModelRevision current, EndpointSnapshot seen, InstanceLookup lookup) =>
        seen.Endpoint.Status?.PlacedRevision != current.Name && lookup is InstanceLookup.Found found && !current.IsFrom(found.Instance, seen.SharesOneNode);

    private ModelRevision New(EndpointSnapshot seen, InstanceType instance, string specHash, RevisionHistory revisions)
    {
        var template = PodTemplateBuilder.Build(seen.Endpoint, instance.Spec, seen.SharesOneNode, options.Models, cluster);
        return ModelRevision.Create(seen.Endpoint, template, specHash, instance, revisions.NextNumber);
    }

    private static DateTimeOffset? Earliest(params IEnumerable<DateTimeOffset?> times) => times.Min();

    private static string Sentence(ValidationError[] errors)
    {
        var named = string.Join("; ", errors.Take(NamedErrors));
        return errors.Length > NamedErrors ? $"{named}; and {errors.Length - NamedErrors} more" : named;
    }
}
