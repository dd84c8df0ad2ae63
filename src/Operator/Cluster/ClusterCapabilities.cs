namespace InferenceEndpoints.Operator.Cluster;

/// <summary>What the API server serves, as far as it changes what we build. Discovered once at start.</summary>
/// <param name="Version">Major and minor version, such as 1.20.</param>
/// <param name="AutoscalingVersion">The <c>autoscaling</c> version for HPAs: <c>v2</c> (from 1.23) or <c>v2beta2</c>.</param>
public sealed record ClusterCapabilities(Version Version, string AutoscalingVersion)
{
    /// <summary>The lifecycle action <c>sleep</c> is on by default from 1.30.</summary>
    public bool HasSleepAction => Version >= new Version(1, 30);
}
