using Cluster;
using EndToEndTests.Harness;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace EndToEndTests.Cycles;

[Collection(UsesAPlayedCluster.Name)]
public sealed class OneNodeTests(PlayedCluster product)
{
    private const string Name = "sharing";
    private const string Pool = "volumes";

    /// <summary>A volume that any node could attach, so that nothing but its claim's access mode speaks for one node.</summary>
    private const string Manifests =
        $$$"""
          apiVersion: v1
          kind: PersistentVolume
          metadata: {name: {{{Name}}}}
          spec:
            capacity: {storage: 1Gi}
            accessModes: [ReadWriteOnce]
            claimRef: {namespace: {{{PlayedCluster.Team}}}, name: {{{Name}}}-model}
            nfs: {server: 127.0.0.1, path: /}
          ---
          apiVersion: inferenceendpoints.dev/v1alpha1
          kind: InferenceEndpoint
          metadata: {name: {{{Name}}}, namespace: {{{PlayedCluster.Team}}}}
          spec:
            type: public
            model:
              repository: openai-community/gpt2
              image: {tgi: {}}
              storage: {persistentVolumeClaim: {size: 1Gi}}
            compute: {instanceType: intel-spr, scaling: {minReplica: 2, maxReplica: 2}}
            template:
              spec:
                nodeSelector: {pool: {{{Pool}}}}
                tolerations: [{key: pool, operator: Equal, value: {{{Pool}}}, effect: NoSchedule}]

          """;

    [Fact]
    public async Task Replicas_whose_volume_one_node_can_use_share_it_also_through_an_update()
    {
        product.Load = () => Task.CompletedTask;
        await product.AddNodeAsync("volumes-1", Pool);
        await product.AddNodeAsync("volumes-2", Pool);

        await product.KubectlAsync(Manifests, "apply", "-f", "-");
        var node = Assert.Single((await RunningAsync(generation: 1)).Distinct());
        await product.KubectlAsync(
            "", "-n", PlayedCluster.Team, "patch", "iep", Name, "--type=merge", "-p", """{"spec": {"model": {"env": {"LOG_LEVEL": "debug"}}}}""");

        Assert.Equal([node, node], await RunningAsync(generation: 2));
    }

    /// <summary>Waits until all replicas are of a generation and serve.</summary>
    /// <returns>Where they are.</returns>
    private async Task<IReadOnlyList<string?>> RunningAsync(long generation)
    {
        await Eventually.EqualAsync(
            "its state",
            $"generation {generation}: running 2/2",
            _ => Task.FromResult(product.Endpoints.Get(new(PlayedCluster.Team, Name)) is { Status: { } status } ? $"generation {status.ObservedGeneration}: {status.State} {status.Ready}" : ""),
            product.Deadline);
        var pods = await product.Client.ListAsync<V1Pod>(PlayedCluster.Team, $"{Labels.Instance}={Name}", cancellationToken: product.Deadline);
        return [.. pods.Where(pod => pod.Metadata.DeletionTimestamp is null).Select(pod => pod.Spec!.NodeName)];
    }
}
