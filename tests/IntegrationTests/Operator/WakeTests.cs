using System.Text.RegularExpressions;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using IntegrationTests.Gateway;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Operator;

/// <summary>The operator's part of a wake, with requests that wait at a real gateway.</summary>
[Collection(UsesApiServer.Name)]
public sealed class WakeTests(ApiServer server)
{
    private const string Name = "gpt2";

    [Fact]
    public async Task An_endpoint_wakes_with_as_many_replicas_at_once_as_the_requests_that_wait_need()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var ns = $"wake-{Guid.NewGuid():N}";
        await using var product = await OperatorUnderTest.StartAsync(server, ns, ("Operator__Activity__Gateways__0", $"{gateway.Telemetry}"));
        await product.CreateEndpointAsync(Name, maxReplica: 4);
        await product.PatchAsync(Name, """{"spec":{"compute":{"scaling":{"measure":{"pendingRequests":1.5}}}}}""");
        await product.StateAsync(Name, "pending");
        await MarkAsync(Annotations.Sleep);
        await product.StateAsync(Name, "scaledToZero");
        await Eventually.EqualAsync("0", ReplicasAsync);
        var endpoint = GatewayUnderTest.Endpoint(state: "initializing", ns: ns);
        gateway.Set(endpoint);
        using var over = new CancellationTokenSource();
        var held = Enumerable.Range(0, 4).Select(_ => HoldAsync(over.Token)).ToList();
        await Eventually.EqualAsync(4, async () => (await gateway.ActivityAsync()).Sum(one => one.GetProperty("held").GetInt32()));
        var before = Scalings();

        await MarkAsync(Annotations.Wake);

        await Eventually.EqualAsync("3", ReplicasAsync); // 4 requests, 1.5 for each
        Assert.Equal(before + 1, Scalings());
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(held));

        Task<string> MarkAsync(string mark) => WakeTests.MarkAsync(product, mark);

        Task<string> ReplicasAsync() => WakeTests.ReplicasAsync(product);

        int Scalings() => product.Proxy.Requests.Count(request => Regex.IsMatch(request, "^PATCH .*/scale", RegexOptions.None, TimeSpan.FromSeconds(1)));

        Task<HttpResponseMessage> HoldAsync(CancellationToken cancellationToken) => gateway.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Scale-Up-Timeout", "60" } } }, cancellationToken);
    }

    [Fact]
    public async Task A_wake_does_not_wait_for_what_came_before_it()
    {
        const string Scale = $"/deployments/{Name}/scale";
        string[] others = ["other-1", "other-2", "other-3"];
        await using var product = await OperatorUnderTest.StartAsync(server, $"wake-{Guid.NewGuid():N}", ("Operator__MaxParallelReconciles", "1"));
        await product.CreateEndpointAsync(Name);
        await product.StateAsync(Name, "pending");
        await MarkAsync(product, Annotations.Sleep);
        await product.StateAsync(Name, "scaledToZero");
        await Eventually.EqualAsync("0", () => ReplicasAsync(product));
        var release = new TaskCompletionSource();
        product.Proxy.Spoil(request => !HttpMethods.IsGet(request.Method) && request.Path.Value!.EndsWith("/busy", StringComparison.Ordinal), new Fault.Hold(release.Task));
        await product.CreateEndpointAsync("busy");
        await product.RequestedAsync("/busy");
        var before = product.Proxy.Requests.Count;
        foreach (var other in others)
        {
            await product.CreateEndpointAsync(other);
        }

        await MarkAsync(product, Annotations.Wake);
        await product.CreateEndpointAsync("last");
        await Eventually.EqualAsync(others.Length + 2, product.QueueDepthAsync);

        release.SetResult();

        await Eventually.TrueAsync(() => Writes().Any());
        Assert.Contains(Scale, Writes().First(), StringComparison.Ordinal);

        IEnumerable<string> Writes() => product.Proxy.Requests.Skip(before)
            .Where(request => request.Contains(Scale, StringComparison.Ordinal) || request.Contains("/other-", StringComparison.Ordinal));
    }

    private static Task<string> MarkAsync(OperatorUnderTest product, string mark) => product.KubectlAsync(
        "-n", product.Namespace, "annotate", "--overwrite", "iep", Name, $"{mark}={SleepMarks.Format(TimeProvider.System.GetUtcNow())}");

    private static Task<string> ReplicasAsync(OperatorUnderTest product) =>
        product.KubectlAsync("-n", product.Namespace, "get", "deployment", Name, "-o", "jsonpath={.spec.replicas}");
}
