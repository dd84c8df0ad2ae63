using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Keys;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class AuthorizerTests : IDisposable
{
    private const int Requests = 10_000;

    private readonly KeyRing ring = new();
    private readonly Kubernetes cluster = new(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" });
    private readonly KubernetesReviewer reviewer;
    private readonly Authorizer authorizer;

    public AuthorizerTests()
    {
        var options = new GatewayOptions();
        reviewer = new KubernetesReviewer(
            cluster, options, new GatewayMetrics(new MetricFactory(new CollectorRegistry())), TimeProvider.System, NullLogger<KubernetesReviewer>.Instance);
        authorizer = new Authorizer(ring, new KubernetesTokens(reviewer, options, TimeProvider.System), TimeProvider.System);
    }

    [Fact]
    public async Task A_request_with_a_key_and_rate_limits_is_decided_at_once_and_without_an_allocation()
    {
        var key = ApiKey.Create();
        var limit = new RateLimitSpec { RequestsPerMinute = RateLimitSpec.MaxRequests };
        ring.Apply(new InformerEvent<EndpointKey>(
            InformerEventType.Added,
            new EndpointKey
            {
                Metadata = new V1ObjectMeta { Name = "a-key", NamespaceProperty = "team" },
                Spec = new EndpointKeySpec { Sha256 = ApiKey.Sha256(key), Scopes = [EndpointKeyScopes.Infer], RateLimit = limit },
            },
            Previous: null));
        var table = Sample.Table();
        var endpoint = Sample.Endpoint("gpt2", type: EndpointTypes.Protected);
        endpoint.Spec.RateLimit = limit;
        table.Set(endpoint, []);
        var route = table.Current.Get(NamespacedName.Of(endpoint))!;
        var header = $"Bearer {key}";

        Assert.Equal(Requests, await DecideAsync(route, header)); // and compiled by now
        var before = GC.GetAllocatedBytesForCurrentThread();
        await DecideAsync(route, header);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Requests / 10); // the test's own task
    }

    public void Dispose()
    {
        reviewer.Dispose();
        cluster.Dispose();
    }

    /// <summary>How many were let in, without waiting for anything.</summary>
    private async Task<int> DecideAsync(EndpointRoute route, string header)
    {
        var count = 0;
        for (var request = 0; request < Requests; request++)
        {
            var deciding = authorizer.DecideAsync(route, header, CancellationToken.None);
            Assert.True(deciding.IsCompletedSuccessfully);
            var decision = await deciding;
            count += decision.Access == Access.Allowed && RateLimit.Take(decision.Key?.Bucket, route.Bucket, TimeProvider.System) is null ? 1 : 0;
        }

        return count;
    }
}
