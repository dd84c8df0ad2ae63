using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.States;

using KubeOps.Operator.Queue;

namespace InferenceEndpoints.Operator.Controllers;

/// <summary>
/// A caller waits for an endpoint that is to wake, and for nothing else that there may be to reconcile: not for the hundreds of which the
/// gateways have just said when they were used, nor for all there are after a restart.
/// </summary>
internal sealed class WakesFirst : IUrgency<InferenceEndpoint>
{
    private static readonly string s_asleep = EndpointState.ScaledToZero.ToWord();

    public bool IsUrgent(InferenceEndpoint entity) =>
        entity.Status?.State == s_asleep && !entity.Spec.Paused && !SleepMarks.Parse(entity.Metadata.Annotations).IsAsleep;
}
