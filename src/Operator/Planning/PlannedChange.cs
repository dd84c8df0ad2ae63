using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>One write that brings the cluster closer to what is desired.</summary>
internal abstract record PlannedChange
{
    private PlannedChange()
    {
    }

    /// <summary>Server-side apply of an object.</summary>
    /// <param name="Desired">The whole of what we want of it.</param>
    /// <param name="Origin">What it is made from.</param>
    /// <param name="Exists">A live one of ours is known. When not, it may only be created: a namesake belongs to somebody else.</param>
    /// <param name="Reason">Why: <c>created</c>, <c>changed</c>, or the path that drifted.</param>
    public sealed record Apply(IKubernetesObject<V1ObjectMeta> Desired, DesiredOrigin Origin, bool Exists, string Reason) : PlannedChange;

    /// <summary>Deletion of exactly the object that was seen.</summary>
    public sealed record Delete(IKubernetesObject<V1ObjectMeta> Live, string Reason) : PlannedChange;

    /// <summary>The Deployment's replicas, through the scale subresource.</summary>
    public sealed record Scale(V1Deployment Live, int Replicas) : PlannedChange;
}
