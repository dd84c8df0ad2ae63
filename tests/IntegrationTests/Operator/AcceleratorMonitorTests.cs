using System.Collections.Concurrent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Capacity;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationTests.Operator;

/// <summary>The count of accelerators beside informers of its own; half a minute is a moment here.</summary>
[Collection(UsesApiServer.Name)]
public sealed class AcceleratorMonitorTests(ApiServer server)
{
    private const string Node = "gpu-later";

    [Fact]
    public async Task What_is_free_is_counted_again_while_a_replica_waits_and_forgotten_when_none_does()
    {
        await using var product = await OperatorUnderTest.StartAsync(server, "counted");
        await product.CreateEndpointAsync("gpt2");
        await product.StateAsync("gpt2", "pending");
        var replica = await WaitingReplica.AddAsync(product, "gpt2", gpus: 2);
        using var host = await StartInformersAsync(product);
        var reconciled = new ConcurrentQueue<string?>();
        using var monitor = new AcceleratorMonitor(
            new AcceleratorReader(server.Client.ApiClient, NullLogger<AcceleratorReader>.Instance),
            host.Services.GetRequiredService<IInformer<V1Pod>>(),
            host.Services.GetRequiredService<IInformer<InferenceEndpoint>>(),
            (endpoint, _, _, _, _, _) =>
            {
                reconciled.Enqueue(endpoint.Metadata.Name);
                return Task.FromResult(true);
            },
            new FastClock());
        await monitor.StartAsync(product.Deadline);
        try
        {
            await TellsAsync("It needs 2 nvidia.com/gpu on one node; no node has any");
            await AddNodeAsync(gpus: "4");
            await TellsAsync("It needs 2 nvidia.com/gpu on one node; 4 of 4 are free in the cluster, none on a node that fits"); // it has never said that it is ready
            await Cluster.Eventually.TrueAsync("its endpoint is looked at for each", _ => Task.FromResult(reconciled.Count >= 2), product.Deadline);
            await product.Client.DeleteAsync<V1Pod>(replica.Metadata.Name, product.Namespace);
            await TellsAsync(null);
        }
        finally
        {
            await product.Client.DeleteAsync<V1Node>(Node);
            await monitor.StopAsync(CancellationToken.None);
            await host.StopAsync(CancellationToken.None);
        }

        Assert.All(reconciled, endpoint => Assert.Equal("gpt2", endpoint));

        Task TellsAsync(string? words) => Cluster.Eventually.EqualAsync(
            "what it tells", words, _ => Task.FromResult(monitor.For([replica])?.Describe(replica)), product.Deadline);
    }

    private async Task AddNodeAsync(string gpus)
    {
        var node = await server.Client.CreateAsync(new V1Node { Metadata = new V1ObjectMeta { Name = Node } });
        var has = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = gpus };
        await server.Client.UpdateStatusAsync(node with { Metadata = new V1ObjectMeta { Name = Node }, Status = new V1NodeStatus { Capacity = has, Allocatable = has } });
    }

    private async Task<IHost> StartInformersAsync(OperatorUnderTest product)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IKubernetes>(server.Client.ApiClient);
        builder.Services.AddInformer<V1Pod>(informer => informer.Namespaces = [product.Namespace]);
        builder.Services.AddInformer<InferenceEndpoint>(informer => informer.Namespaces = [product.Namespace]);
        var host = builder.Build();
        await host.StartAsync(product.Deadline);
        await host.Services.GetRequiredService<IInformer<V1Pod>>().WaitForSyncAsync(product.Deadline);
        await host.Services.GetRequiredService<IInformer<InferenceEndpoint>>().WaitForSyncAsync(product.Deadline);
        return host;
    }

    private sealed class FastClock : TimeProvider
    {
        private const int Pace = 300;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / Pace, period);
    }
}
