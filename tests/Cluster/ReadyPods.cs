using k8s.Models;
using KubeOps.KubernetesClient;

namespace Cluster;

/// <summary>Does a kubelet's part where there is none.</summary>
public static class ReadyPods
{
    private static readonly string[] ReadyConditions = ["ContainersReady", "Ready"];

    /// <summary>Waits for that many pods, and says of each that it is ready.</summary>
    public static async Task MakeAsync(IKubernetesClient client, string @namespace, int count, CancellationToken cancellationToken)
    {
        var pods = await Eventually.GetAsync(
            $"{count} pods", token => client.ListAsync<V1Pod>(@namespace, cancellationToken: token), pods => pods.Count == count, cancellationToken);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await Parallel.ForEachAsync(pods, cancellationToken, async (pod, token) => await client.UpdateStatusAsync(
            pod with
            {
                Status = new V1PodStatus
                {
                    Phase = "Running",
                    StartTime = now,
                    Conditions = [.. ReadyConditions.Select(type => new V1PodCondition { Type = type, Status = "True", LastTransitionTime = now })],
                },
            },
            token));
    }
}
