namespace InferenceEndpoints.Operator.Settings;

/// <summary>Who moves the number of replicas of an endpoint that is awake.</summary>
public sealed class AutoscalingOptions
{
    /// <summary>
    /// An HPA for each endpoint that may grow. Default on; off where something else, such as KEDA, moves the number between
    /// <c>minReplica</c> and <c>maxReplica</c>: 0 and the first replica stay the operator's.
    /// </summary>
    public bool Enabled { get; set; } = true;
}
