using System.Globalization;

using k8s;

namespace InferenceEndpoints.Operator.Cluster;

/// <summary>Asks the API server what it serves. Kubernetes 1.20 to 1.36 are supported.</summary>
internal static class ClusterDiscovery
{
    private const string AutoscalingGroup = "autoscaling";

    public static async Task<ClusterCapabilities> DiscoverAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var version = await client.Version.GetCodeAsync(cancellationToken);
        var groups = await client.Apis.GetAPIVersionsAsync(cancellationToken: cancellationToken);
        var autoscaling = groups.Groups?.FirstOrDefault(group => group.Name == AutoscalingGroup)?.Versions ?? [];
        return new ClusterCapabilities(
            new Version(Number(version.Major), Number(version.Minor)),
            autoscaling.Any(served => served.Version == "v2") ? "v2" : "v2beta2");
    }

    // Some vendors write the minor version as "27+".
    private static int Number(string text) =>
        int.TryParse(text.AsSpan().TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
