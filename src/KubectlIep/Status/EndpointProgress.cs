using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>Whether an endpoint has arrived where its spec and its marks want it, or cannot get there.</summary>
internal static class EndpointProgress
{
    /// <summary>The status speaks of the spec as it is now.</summary>
    public static bool IsObserved(InferenceEndpoint endpoint) => endpoint.Status?.ObservedGeneration == endpoint.Metadata.Generation;

    /// <summary>Nothing more is going to happen by itself.</summary>
    public static bool IsFinal(InferenceEndpoint endpoint) => IsObserved(endpoint) && EndpointStates.FromWord(endpoint.Status?.State) switch
    {
        EndpointState.Paused => endpoint.Spec.Paused,
        EndpointState.ScaledToZero => IsAsleep(endpoint),
        // A mark that was just set has reached no status yet.
        EndpointState.Running or EndpointState.UpdateFailed or EndpointState.Failed => !endpoint.Spec.Paused && !IsAsleep(endpoint),
        _ => false,
    };

    /// <summary>A final state that nobody wants.</summary>
    public static bool HasFailed(InferenceEndpoint endpoint) =>
        EndpointStates.FromWord(endpoint.Status?.State) is EndpointState.Failed or EndpointState.UpdateFailed;

    private static bool IsAsleep(InferenceEndpoint endpoint) => SleepMarks.Parse(endpoint.Metadata.Annotations).IsAsleep;
}
