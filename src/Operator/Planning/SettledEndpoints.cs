using System.Runtime.CompilerServices;

using InferenceEndpoints.Entities;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>
/// What was seen of endpoints for which there was nothing to do, and no time at which there will be. Seen once more it leads to no other plan,
/// and most reconciles see just that: an event on which nothing depends.
/// </summary>
internal sealed class SettledEndpoints
{
    /// <summary>By the live Deployment: objects in caches never change, and when one leaves its cache what was seen with it leaves this table.</summary>
    private readonly ConditionalWeakTable<V1Deployment, EndpointSnapshot> settled = [];

    /// <summary>True: nothing on which a plan depends has changed. What was seen then is given up for this.</summary>
    public bool TryRenew(EndpointSnapshot seen)
    {
        if (seen.Children.Deployment is not { } deployment || !settled.TryGetValue(deployment, out var before) || !IsSame(before, seen))
        {
            return false;
        }

        settled.AddOrUpdate(deployment, seen); // else an older version of the endpoint would stay in memory
        return true;
    }

    /// <param name="seen">What the plan was made from.</param>
    /// <param name="plan">Nothing was written for it, the status neither.</param>
    public void Add(EndpointSnapshot seen, EndpointPlan plan)
    {
        if (seen is { Children.Deployment: { } deployment, Endpoint.Metadata: { Uid: not null, Generation: not null } } && plan is { Changes.IsEmpty: true, RecheckAfter: null })
        {
            settled.AddOrUpdate(deployment, seen);
        }
    }

    private static bool IsSame(EndpointSnapshot before, EndpointSnapshot now) =>
        ReferenceEquals(before.Catalogue, now.Catalogue)
        && ReferenceEquals(before.Accelerators, now.Accelerators)
        && before.Download == now.Download
        && before.Refusal == now.Refusal
        && before.WaitingRequests == now.WaitingRequests
        && before.IsOnOneNode == now.IsOnOneNode
        && before.LastActivity == now.LastActivity
        && before.FirstWait == now.FirstWait
        && before.Children.AreSameAs(now.Children)
        && IsSame(before.Endpoint, now.Endpoint);

    /// <summary>Of an endpoint that changes with each write to it, what a plan depends on.</summary>
    private static bool IsSame(InferenceEndpoint before, InferenceEndpoint now) => ReferenceEquals(before, now)
        || ((before.Metadata.Uid, before.Metadata.Generation) == (now.Metadata.Uid, now.Metadata.Generation)
            && Mark(before, Annotations.Sleep) == Mark(now, Annotations.Sleep)
            && Mark(before, Annotations.Wake) == Mark(now, Annotations.Wake)
            && now.Status is not null
            && KubernetesJson.Serialize(before.Status) == KubernetesJson.Serialize(now.Status));

    private static string? Mark(InferenceEndpoint endpoint, string name) =>
        endpoint.Metadata.Annotations?.TryGetValue(name, out var mark) is true ? mark : null;
}
