using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Keys;
using k8s.Models;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class RateLimitTests
{
    private static readonly TimeSpan Start = TimeSpan.FromDays(1);

    [Fact]
    public void A_burst_passes_and_then_one_request_at_a_time()
    {
        var bucket = Bucket(requestsPerMinute: 60, burst: 3);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.TryTake(Start, out var _)));
        Assert.False(bucket.TryTake(Start + TimeSpan.FromMilliseconds(400), out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(600), wait);
        Assert.True(bucket.TryTake(Start + TimeSpan.FromSeconds(1), out _));
        Assert.False(bucket.TryTake(Start + TimeSpan.FromSeconds(1), out _));
    }

    [Fact]
    public void A_pause_fills_the_bucket_and_no_more()
    {
        var bucket = Bucket(requestsPerMinute: 60, burst: 3);
        Take(bucket, Start, 3);

        Assert.Equal(3, Take(bucket, Start + TimeSpan.FromHours(1), 10));
    }

    [Fact]
    public void Without_a_burst_the_requests_of_a_minute_may_come_at_once() =>
        Assert.Equal(20, Take(Bucket(requestsPerMinute: 20, burst: null), Start, 100));

    [Fact]
    public void Threads_that_take_at_the_same_time_get_no_more_than_there_is()
    {
        const int Threads = 4;
        var bucket = Bucket(requestsPerMinute: 1, RateLimitSpec.MaxRequests);
        using var start = new Barrier(Threads);
        var taken = 0;
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            Interlocked.Add(ref taken, Take(bucket, Start, RateLimitSpec.MaxRequests / 2));
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(RateLimitSpec.MaxRequests, taken);
    }

    [Fact]
    public void Only_a_changed_limit_fills_the_bucket_of_an_endpoint()
    {
        var table = Sample.Table();
        var endpoint = Sample.Endpoint("gpt2");
        endpoint.Spec.RateLimit = new RateLimitSpec { RequestsPerMinute = 1 };
        table.Set(endpoint, []);
        var key = NamespacedName.Of(endpoint);
        var bucket = table.Current.Get(key)!.Bucket;

        endpoint.Spec.Paused = true;
        table.Set(endpoint, []);
        Assert.Same(bucket, table.Current.Get(key)!.Bucket);

        endpoint.Spec.RateLimit = new RateLimitSpec { RequestsPerMinute = 1, Burst = 2 };
        table.Set(endpoint, []);
        Assert.NotSame(bucket, table.Current.Get(key)!.Bucket);

        endpoint.Spec.RateLimit = null;
        table.Set(endpoint, []);
        Assert.Null(table.Current.Get(key)!.Bucket);
    }

    [Fact]
    public void Only_a_changed_limit_fills_the_bucket_of_a_key()
    {
        var ring = new KeyRing();
        var (key, described, changed) = (Key(1, "a"), Key(1, "b"), Key(2, "b"));
        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Added, key, Previous: null));
        var bucket = Assert.Single(ring.Find(TokenHash.Of("a-key"))).Bucket;
        Assert.NotNull(bucket);

        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Modified, described, key));
        Assert.Same(bucket, Assert.Single(ring.Find(TokenHash.Of("a-key"))).Bucket);

        ring.Apply(new InformerEvent<EndpointKey>(InformerEventType.Modified, changed, described));
        Assert.NotSame(bucket, Assert.Single(ring.Find(TokenHash.Of("a-key"))).Bucket);
    }

    private static int Take(RequestBucket bucket, TimeSpan now, int times) => Enumerable.Range(0, times).Count(_ => bucket.TryTake(now, out var _));

    private static RequestBucket Bucket(int requestsPerMinute, int? burst) =>
        RequestBucket.Of(new RateLimitSpec { RequestsPerMinute = requestsPerMinute, Burst = burst }, previous: null)!;

    private static EndpointKey Key(int requestsPerMinute, string description) => new()
    {
        Metadata = new V1ObjectMeta { Name = "a-key", NamespaceProperty = "team" },
        Spec = new EndpointKeySpec
        {
            Sha256 = ApiKey.Sha256("a-key"),
            Scopes = [EndpointKeyScopes.Infer],
            Description = description,
            RateLimit = new RateLimitSpec { RequestsPerMinute = requestsPerMinute },
        },
    };
}
