using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Gateway.Answers;

/// <summary>What a caller hears of an endpoint that cannot answer.</summary>
internal static class StateAnswers
{
    /// <summary>Null: a replica answers. The first line that fits counts.</summary>
    public static Answer? Of(EndpointRoute route) => route switch
    {
        { IsPaused: true } => Answer.Paused,
        { Ready.IsEmpty: false } => null,
        { State: EndpointState.Paused or EndpointState.Pending or null } => Answer.Pending, // resumed a moment ago, or never seen by the operator
        { State: EndpointState.ScaledToZero } => Answer.ScaledToZero,
        { State: EndpointState.Initializing } => Answer.Initializing,
        { State: EndpointState.Failed } => Answer.Failed,
        _ => Answer.NoReplica,
    };
}
