using InferenceEndpoints.Capacity;
using InferenceEndpoints.Entities;

using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>
/// How pods are replaced. Surging never drops below the promised availability but needs room for one more pod; replacing in place never
/// deadlocks without it.
/// </summary>
internal static class RolloutPolicy
{
    /// <summary>What the rollout looks like now, as far as the choice depends on it.</summary>
    /// <param name="IsUnderWay">Pods of an older template are still there.</param>
    /// <param name="IsBlocked">A pod of the new template waits for room that a pod of the older template would leave it.</param>
    /// <param name="IsInPlace">The live Deployment replaces in place already.</param>
    public readonly record struct Rollout(bool IsUnderWay, bool IsBlocked, bool IsInPlace);

    /// <param name="strategy"><c>spec.rollout.strategy</c>; null: auto.</param>
    /// <param name="hasSingleWriter">The model's volume can be used on one node at a time.</param>
    /// <param name="rollout">What is going on.</param>
    public static V1DeploymentStrategy Choose(string? strategy, bool hasSingleWriter, Rollout rollout) => strategy switch
    {
        RolloutStrategies.Recreate => new V1DeploymentStrategy { Type = "Recreate" },
        RolloutStrategies.Surge => Surge(),
        _ when hasSingleWriter => InPlace(),
        // Once a rollout went in place it stays so until it is done: switching back for the next pod would block again.
        _ => rollout.IsUnderWay && (rollout.IsBlocked || rollout.IsInPlace) ? InPlace() : Surge(),
    };

    public static bool IsInPlace(V1DeploymentStrategy? live) => live?.RollingUpdate?.MaxSurge?.Value == "0";

    /// <summary>
    /// Whether a pod of the new template would fit where one of the old template runs. The scheduler names what is lacking; giving up a
    /// serving pod helps only if that pod holds as much of it as the new one asks for.
    /// </summary>
    /// <param name="schedulerWords">Why the new pod is not placed, such as <c>0/3 nodes are available: 3 Insufficient nvidia.com/gpu.</c></param>
    /// <param name="newPod">The new template's pod.</param>
    /// <param name="oldPods">Pods of older templates that hold their resources.</param>
    public static bool WouldFitInPlace(string schedulerWords, V1PodSpec newPod, IEnumerable<V1PodSpec> oldPods)
    {
        var lacking = PodRequests.Of(newPod, IsLacking);
        return lacking.Count > 0
            && oldPods.Select(pod => PodRequests.Of(pod, IsLacking)).Any(held => lacking.All(wanted => held.GetValueOrDefault(wanted.Key) >= wanted.Value));

        bool IsLacking(string resource) => schedulerWords.Contains($"Insufficient {resource}", StringComparison.Ordinal);
    }

    private static V1DeploymentStrategy Surge() => RollingUpdate(maxSurge: 1, maxUnavailable: 0);

    private static V1DeploymentStrategy InPlace() => RollingUpdate(maxSurge: 0, maxUnavailable: 1);

    private static V1DeploymentStrategy RollingUpdate(int maxSurge, int maxUnavailable) => new()
    {
        Type = "RollingUpdate",
        RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = maxSurge, MaxUnavailable = maxUnavailable },
    };
}
