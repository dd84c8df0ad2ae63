using System.Globalization;

using k8s;

namespace InferenceEndpoints.Operator.Cluster;

/// <summary>Asks the API server what it serves. Kubernetes 1.20 to 1.36 are supported.</summary>
internal static class ClusterDiscovery
{
    public static async Task<ClusterCapabilities> DiscoverAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var version = await client.Version.GetCodeAsync(cancellationToken);
        var groups = await client.Apis.GetAPIVersionsAsync(cancellationToken: cancellationToken);
        return new ClusterCapabilities(
            new Version(Number(version.Major), Number(version.Minor)),
            Serves("autoscaling", "v2") ? "v2" : "v2beta2",
            Serves("policy", "v1") ? "v1" : "v1beta1");

        bool Serves(string name, string wanted) =>
            groups.Groups?.FirstOrDefault(group => group.Name == name)?.Versions?.Any(served => served.Version == wanted) is true;
    }

    // Some vendors write the minor version as "27+".
    private static int Number(string text) =>
        int.TryParse(text.AsSpan().TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
