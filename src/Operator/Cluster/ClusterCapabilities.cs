namespace InferenceEndpoints.Operator.Cluster;

/// <summary>What the API server serves, as far as it changes what we build. Discovered once at start.</summary>
/// <param name="Version">Major and minor version, such as 1.20.</param>
/// <param name="AutoscalingVersion">The <c>autoscaling</c> version for HPAs: <c>v2</c> (from 1.23) or <c>v2beta2</c>.</param>
/// <param name="PolicyVersion">The <c>policy</c> version for PodDisruptionBudgets: <c>v1</c> (from 1.21) or <c>v1beta1</c>.</param>
public sealed record ClusterCapabilities(Version Version, string AutoscalingVersion, string PolicyVersion)
{
    /// <summary>A PodDisruptionBudget's <c>unhealthyPodEvictionPolicy</c> is on by default from 1.27.</summary>
    public bool HasUnhealthyPodEvictionPolicy => Version >= new Version(1, 27);

    /// <summary>A pod's volume can be a container image from 1.31 on, where it is turned on.</summary>
    public bool HasImageVolumes => Version >= new Version(1, 31);

    /// <summary>The lifecycle action <c>sleep</c> is on by default from 1.30.</summary>
    public bool HasSleepAction => Version >= new Version(1, 30);
}
