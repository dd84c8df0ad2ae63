using System.Collections.Concurrent;
using System.Diagnostics;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Waking;

/// <summary>Somebody who watches the API server, and notes when he saw what.</summary>
internal sealed class WakeWatch : IDisposable
{
    private readonly IHost host;
    private readonly ConcurrentDictionary<string, Sights> expected = new(StringComparer.Ordinal);

    private WakeWatch(IHost host)
    {
        this.host = host;
        Endpoints.Subscribe(change => Note(change.Object, IsMarked(change.Object), sights => sights.Mark));
        Deployments.Subscribe(change => Note(change.Object, change.Object.Spec!.Replicas > 0, sights => sights.Replica));
    }

    public IInformer<InferenceEndpoint> Endpoints => host.Services.GetRequiredService<IInformer<InferenceEndpoint>>();

    public IInformer<V1Deployment> Deployments => host.Services.GetRequiredService<IInformer<V1Deployment>>();

    public static async Task<WakeWatch> StartAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton(client);
        builder.Services.AddInformer<InferenceEndpoint>();
        builder.Services.AddInformer<V1Deployment>();
        var built = builder.Build();
        await built.StartAsync(cancellationToken);
        return new WakeWatch(built);
    }

    /// <summary>From now on it is noted when the endpoint wakes.</summary>
    public Sights Expect(string endpoint) => expected[endpoint] = new Sights();

    public void Dispose() => host.Dispose();

    private static bool IsMarked(InferenceEndpoint endpoint) => endpoint.Metadata.Annotations?.ContainsKey(Annotations.Wake) is true;

    private void Note(IKubernetesObject<V1ObjectMeta> seen, bool isIt, Func<Sights, TaskCompletionSource<long>> sight)
    {
        if (isIt && expected.TryGetValue(seen.Metadata.Name, out var sights))
        {
            sight(sights).TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>When an endpoint's mark, and when a replica of its Deployment was seen.</summary>
    internal sealed class Sights
    {
        public TaskCompletionSource<long> Mark { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<long> Replica { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
