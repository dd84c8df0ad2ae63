using System.Text.RegularExpressions;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;
using IntegrationTests.Gateway;

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

        Task MarkAsync(string mark) => product.KubectlAsync(
            "-n", ns, "annotate", "--overwrite", "iep", Name, $"{mark}={SleepMarks.Format(TimeProvider.System.GetUtcNow())}");

        Task<string> ReplicasAsync() => product.KubectlAsync("-n", ns, "get", "deployment", Name, "-o", "jsonpath={.spec.replicas}");

        int Scalings() => product.Proxy.Requests.Count(request => Regex.IsMatch(request, "^PATCH .*/scale", RegexOptions.None, TimeSpan.FromSeconds(1)));

        Task<HttpResponseMessage> HoldAsync(CancellationToken cancellationToken) => gateway.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Scale-Up-Timeout", "60" } } }, cancellationToken);
    }
}
