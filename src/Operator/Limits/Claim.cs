using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Operator.Limits;

/// <summary>What an endpoint takes of its namespace's limits, or would take.</summary>
/// <param name="Created">When it was made, and its name: who was first.</param>
/// <param name="Accelerators">Of as many replicas as it may have.</param>
/// <param name="InstanceType">What it runs on.</param>
/// <param name="IsGranted">It takes it already: that is not taken back from it.</param>
internal sealed record Claim((DateTime Time, string Name) Created, int Accelerators, string InstanceType, bool IsGranted)
{
    /// <summary>Null: it is paused, and takes nothing.</summary>
    public static Claim? Of(InferenceEndpoint endpoint, InstanceCatalogue catalogue, bool isGranted)
    {
        if (endpoint.Spec.Paused || endpoint.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var compute = endpoint.Spec.Compute;
        var instance = (catalogue.Find(endpoint.Spec) as InstanceLookup.Found)?.Instance.Spec;
        return new Claim(
            (endpoint.Metadata.CreationTimestamp ?? DateTime.MaxValue, endpoint.Metadata.Name),
            (instance?.NumAccelerators ?? 0) * compute.Scaling.MaxReplica,
            instance?.InstanceType ?? compute.InstanceType,
            isGranted);
    }

    /// <summary>Whether an endpoint's status says that it was let in, be it with an earlier spec.</summary>
    public static bool WasGranted(InferenceEndpoint endpoint) =>
        endpoint.Status is { State: { } state } status
        && state != EndpointState.Paused.ToWord()
        && (status.TargetReplica > 0 || !IsWaiting(endpoint));

    public static bool IsWaiting(InferenceEndpoint endpoint) =>
        endpoint.Status?.Conditions?.Any(condition => condition.Reason == Reasons.LimitReached) is true;
}
