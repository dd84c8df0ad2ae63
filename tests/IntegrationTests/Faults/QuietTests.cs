using System.Net;
using Cluster;
using InferenceEndpoints.Entities;
using IntegrationTests.Operator;
using k8s.Models;

namespace IntegrationTests.Faults;

/// <summary>What the operator writes while there is nothing to write, by the count of the API server.</summary>
[Collection(UsesCleanRun.Name)]
public sealed class QuietTests(CleanRun clean)
{
    private const int Endpoints = 50;
    private const int Kinds = 11; // that the operator watches

    [Fact]
    public async Task Fifty_endpoints_that_run_cost_no_write_however_often_they_are_looked_at_and_listed_nor_does_a_restart()
    {
        await using var product = await OperatorUnderTest.StartAsync(clean.Server, "calm", ("Operator__NetworkPolicy__Enabled", "true"));
        await clean.Server.StartControllersAsync("deployment", "replicaset");
        try
        {
            await CleanRun.CreateAsync(product, ..Endpoints);
            await ReadyPods.MakeAsync(product.Client, product.Namespace, Endpoints, product.Deadline);
            await RunAsync(product);
        }
        finally
        {
            await clean.Server.StopControllersAsync();
        }

        var writes = await clean.Server.WritesAsync();
        var reconciles = await product.ReconcilesAsync();
        await product.KubectlAsync("-n", product.Namespace, "annotate", "iep", "--all", "look=again");
        await Cluster.Eventually.TrueAsync("it looked again", async _ => await product.ReconcilesAsync() >= reconciles + Endpoints, product.Deadline);
        product.Proxy.Spoil(FaultProxy.IsWatch, new Fault.Answer(HttpStatusCode.Gone, "Expired"), Kinds);
        var lists = Lists(product);
        product.Proxy.CutAll();
        await Cluster.Eventually.TrueAsync("it listed everything anew", _ => Task.FromResult(Lists(product) >= lists + Kinds), product.Deadline);
        await product.KillAsync();
        await using var another = await product.StartAnotherAsync(("Operator__NetworkPolicy__Enabled", "true"));
        await Cluster.Eventually.TrueAsync("its successor looked, too", async _ => await another.ReconcilesAsync() >= Endpoints, product.Deadline);

        // The annotations are the test's own.
        Assert.Equal(
            KeyValuePair.Create("PATCH inferenceendpoints", (double)Endpoints), Assert.Single(ApiServerMetrics.Difference(writes, await clean.Server.WritesAsync())));
    }

    /// <summary>Waits until nothing is left to say: the Event of its start is the last of what is written for an endpoint.</summary>
    private static async Task RunAsync(OperatorUnderTest product)
    {
        await Cluster.Eventually.EqualAsync(
            "endpoints that run",
            Endpoints,
            async token => (await product.Client.ListAsync<InferenceEndpoint>(product.Namespace, cancellationToken: token)).Count(endpoint => endpoint.Status?.State == "running"),
            product.Deadline);
        await Cluster.Eventually.EqualAsync(
            "endpoints of whose start is told",
            Endpoints,
            async token => (await product.Client.ListAsync<Corev1Event>(product.Namespace, cancellationToken: token)).Count(told => told.Reason == "Started"),
            product.Deadline);
    }

    private static int Lists(OperatorUnderTest product) => product.Proxy.Requests.Count(request => request.Contains("limit=", StringComparison.Ordinal));
}
