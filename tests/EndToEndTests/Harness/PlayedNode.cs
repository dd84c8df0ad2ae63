using System.Collections.Concurrent;
using System.Net;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;

namespace EndToEndTests.Harness;

/// <summary>
/// A node without containers, for a cluster that has none with: Kubernetes' own controllers and scheduler send it pods, and the test plays its kubelet.
/// A pod is a <see cref="PlayedPod"/> and starts within milliseconds. It ends as pods do: it serves for another moment, then finishes what it has.
/// </summary>
internal sealed class PlayedNode : IAsyncDisposable
{
    private static int started;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10); // the node controller waits for 40 s
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(50);

    private readonly string name;
    private readonly string metadata;
    private readonly IKubernetes client;
    private readonly Func<Task> load;
    private readonly Func<string, string[], Task> kubectl;
    private readonly IDisposable subscription;
    private readonly Task beating;
    private readonly ConcurrentDictionary<string, PodRun> pods = [];
    private readonly CancellationTokenSource end = new();

    private PlayedNode(string name, string metadata, IKubernetes client, IInformer<V1Pod> informer, Func<string, string[], Task> kubectl, Func<Task> load)
    {
        (this.name, this.metadata, this.client, this.kubectl, this.load) = (name, metadata, client, kubectl, load);
        subscription = informer.Subscribe(change => OnPod(change.Object));
        beating = KeepBeatingAsync();
    }

    /// <param name="name">Its name.</param>
    /// <param name="pool">Only for pods that tolerate, and select, nodes of this pool; null: for all.</param>
    /// <param name="client">Of the cluster.</param>
    /// <param name="informer">Of all pods.</param>
    /// <param name="kubectl">Standard input, arguments.</param>
    /// <param name="load">Loads the next pod's model.</param>
    public static async Task<PlayedNode> AddAsync(
        string name, string? pool, IKubernetes client, IInformer<V1Pod> informer, Func<string, string[], Task> kubectl, Func<Task> load)
    {
        var taints = pool is null ? "" : $$"""{"key":"pool","value":"{{pool}}","effect":"NoSchedule"}""";
        var named = $$$"""{"name":"{{{name}}}","labels":{"kubernetes.io/hostname":"{{{name}}}","pool":"{{{pool}}}"}}""";
        await kubectl($$$"""{"apiVersion":"v1","kind":"Node","metadata":{{{named}}},"spec":{"taints":[{{{taints}}}]}}""", ["create", "-f", "-"]);
        return new PlayedNode(name, named, client, informer, kubectl, load);
    }

    public async ValueTask DisposeAsync()
    {
        subscription.Dispose();
        await end.CancelAsync();
        await Task.WhenAll(pods.Values.Select(pod => pod.Task).Append(beating));
        end.Dispose();
    }

    private void OnPod(V1Pod pod)
    {
        if (pod.Spec?.NodeName != name)
        {
            return;
        }

        // One event after the other: an informer calls its subscribers so.
        if (!pods.TryGetValue(pod.Metadata.Uid!, out var known))
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            known = pods[pod.Metadata.Uid!] = new PodRun(stopped, Task.Run(() => RunAsync(pod, stopped.Task)));
        }

        if (pod.Metadata.DeletionTimestamp is not null)
        {
            known.Stopped.TrySetResult();
        }
    }

    private async Task RunAsync(V1Pod pod, Task stopped)
    {
        var number = Interlocked.Increment(ref started);
        var address = new IPAddress([127, 13, (byte)(number >> 8), (byte)number]); // all of 127.0.0.0/8 is this machine
        var port = pod.Spec!.Containers!.Single(container => container.Name == ContainerNames.Model).Ports!.Single().ContainerPort!.Value;
        var server = await PlayedPod.StartAsync(pod.Metadata.Labels![Labels.Instance], address, port, load());
        await using (server)
        {
            await TellAsync(pod, address, isReady: false);
            if (await HasLoadedAsync(server, stopped))
            {
                await TellAsync(pod, address, isReady: true);
            }

            await Task.WhenAny(stopped, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token));
            await Task.Delay(DrainTime, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!end.IsCancellationRequested)
        {
            await client.CustomObjects.DeleteNamespacedCustomObjectAsync<V1Pod>(
                "", "v1", pod.Metadata.NamespaceProperty!, "pods", pod.Metadata.Name, new V1DeleteOptions { GracePeriodSeconds = 0 }, end.Token);
        }
    }

    private async Task<bool> HasLoadedAsync(PlayedPod server, Task stopped)
    {
        while (!server.IsHealthy)
        {
            if (stopped.IsCompleted || end.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(ProbeInterval, TimeProvider.System, CancellationToken.None);
        }

        return true;
    }

    private Task<V1Pod> TellAsync(V1Pod pod, IPAddress address, bool isReady)
    {
        var status = new V1PodStatus
        {
            Phase = "Running",
            PodIP = $"{address}",
            Conditions =
            [
                new V1PodCondition { Type = "PodScheduled", Status = "True" },
                new V1PodCondition { Type = "Initialized", Status = "True" },
                new V1PodCondition { Type = "Ready", Status = isReady ? "True" : "False", LastTransitionTime = TimeProvider.System.GetUtcNow().UtcDateTime },
            ],
        };
        return client.CustomObjects.PatchNamespacedCustomObjectStatusAsync<V1Pod>(
            new V1Patch($$"""{"status":{{KubernetesJson.Serialize(status)}}}""", V1Patch.PatchType.MergePatch),
            "", "v1", pod.Metadata.NamespaceProperty!, "pods", pod.Metadata.Name, cancellationToken: end.Token);
    }

    private async Task KeepBeatingAsync()
    {
        while (!end.IsCancellationRequested)
        {
            await BeatAsync();
            await Task.Delay(Heartbeat, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task BeatAsync() => kubectl(
        $$$"""
          {"apiVersion":"v1","kind":"Node","metadata":{{{metadata}}},"status":{
            "allocatable":{"cpu":"1000","memory":"1Ti","pods":"10000"},"capacity":{"cpu":"1000","memory":"1Ti","pods":"10000"},
            "conditions":[{"type":"Ready","status":"True","reason":"Played","lastHeartbeatTime":"{{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}}"}]}}
          """,
        ["replace", "--raw", $"/api/v1/nodes/{name}/status", "-f", "-"]);

    private sealed record PodRun(TaskCompletionSource Stopped, Task Task);
}
