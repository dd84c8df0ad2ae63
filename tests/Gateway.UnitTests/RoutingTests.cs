using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.UnitTests;

public sealed class RoutingTests
{
    private const string Host = "gpt2-0123abcd.endpoints.example.com";

    private readonly RoutingTable table = Sample.Table();

    [Theory]
    [InlineData(Host, "/v1/models?x=1", "/v1/models?x=1")]
    [InlineData("GPT2-0123ABCD.endpoints.example.com", "/", "/")]
    [InlineData("10.0.0.1", "/endpoints/team/gpt2/v1/models?x=1", "/v1/models?x=1")]
    [InlineData("10.0.0.1", "/endpoints/team/gpt2/", "/")]
    [InlineData("10.0.0.1", "/endpoints/team/gpt2", "/")]
    [InlineData("10.0.0.1", "/endpoints/team/gpt2?x=/a", "/?x=/a")]
    [InlineData("10.0.0.1", "/endpoints/team/gpt2/../../other/a%2Fb", "/../../other/a%2Fb")]
    public void An_endpoint_is_found_by_host_and_by_path(string host, string target, string forwarded)
    {
        table.Set(Sample.Endpoint("gpt2", url: $"https://{Host}:8443"), []);

        var match = table.Current.Find(host, target);

        Assert.Equal((new NamespacedName("team", "gpt2"), forwarded), (match!.Value.Route.Key, match.Value.Target));
    }

    [Theory]
    [InlineData("other.example.com", "/")]
    [InlineData("10.0.0.1", "/endpoints/team/other")]
    [InlineData("10.0.0.1", "/endpoints/other/gpt2")]
    [InlineData("10.0.0.1", "/endpoints/team")]
    [InlineData("10.0.0.1", "/endpoints/team?/gpt2")]
    [InlineData("10.0.0.1", "/endpoints/")]
    [InlineData("10.0.0.1", "/endpoints//gpt2")]
    [InlineData("10.0.0.1", "/Endpoints/team/gpt2")]
    [InlineData("", "/")]
    public void What_is_no_endpoint_is_not_found(string host, string target)
    {
        table.Set(Sample.Endpoint("gpt2", url: $"https://{Host}"), []);

        Assert.Null(table.Current.Find(host, target));
    }

    [Fact]
    public void Endpoints_share_a_host_by_their_paths_and_the_longest_path_wins()
    {
        table.Set(Sample.Endpoint("rest", url: "https://api.example.com"), []);
        table.Set(Sample.Endpoint("gemma", url: "https://api.example.com/v1/gemma"), []);
        table.Set(Sample.Endpoint("v1", url: "https://api.example.com/v1"), []);

        Assert.Equal(("gemma", "/chat"), Find("/v1/gemma/chat"));
        Assert.Equal(("gemma", "/?q"), Find("/v1/gemma?q"));
        Assert.Equal(("v1", "/gemma2"), Find("/v1/gemma2"));
        Assert.Equal(("rest", "/v11"), Find("/v11"));

        (string Name, string Target) Find(string target)
        {
            var match = table.Current.Find("api.example.com", target)!.Value;
            return (match.Route.Key.Name, match.Target);
        }
    }

    [Fact]
    public void Who_claimed_a_URL_first_keeps_it()
    {
        table.Set(Sample.Endpoint("a-newcomer", url: "https://api.example.com", age: 1), []);
        table.Set(Sample.Endpoint("old", ns: "z", url: "https://api.example.com", age: 2), []);

        Assert.Equal("old", table.Current.Find("api.example.com", "/")!.Value.Route.Key.Name);
        table.Remove(new NamespacedName("z", "old"));
        Assert.Equal("a-newcomer", table.Current.Find("api.example.com", "/")!.Value.Route.Key.Name);
    }

    [Fact]
    public void A_URL_that_changes_or_goes_leaves_nothing_behind()
    {
        table.Set(Sample.Endpoint("gpt2", url: "https://old.example.com"), []);
        table.Set(Sample.Endpoint("gpt2", url: "https://new.example.com"), []);

        Assert.Null(table.Current.Find("old.example.com", "/"));
        Assert.NotNull(table.Current.Find("new.example.com", "/"));

        table.Set(Sample.Endpoint("gpt2"), []);
        Assert.Null(table.Current.Find("new.example.com", "/"));
        Assert.NotNull(table.Current.Find("", "/endpoints/team/gpt2"));

        table.Remove(new NamespacedName("team", "gpt2"));
        Assert.Null(table.Current.Find("", "/endpoints/team/gpt2"));
    }

    [Fact]
    public void A_snapshot_that_a_request_holds_does_not_change()
    {
        table.Set(Sample.Endpoint("gpt2"), [Sample.Pod("10.0.0.1")]);
        var before = table.Current;

        table.Remove(new NamespacedName("team", "gpt2"));

        Assert.Single(before.Find("", "/endpoints/team/gpt2")!.Value.Route.Ready);
    }

    [Fact]
    public void Only_pods_that_are_ready_and_stay_get_requests()
    {
        table.Set(
            Sample.Endpoint("gpt2"),
            [
                Sample.Pod("10.0.0.1", port: 8000),
                Sample.Pod("10.0.0.2", isReady: false),
                Sample.Pod("10.0.0.3", isDeleted: true),
                Sample.Pod("", uid: "without an address"),
                Sample.Pod("fd00::1"),
            ]);

        var route = table.Current.Get(new NamespacedName("team", "gpt2"))!;

        Assert.Equal(["10.0.0.1:8000", "[fd00::1]:80"], route.Ready.Select(backend => backend.Authority));
        Assert.Equal(4, route.Backends.Length);
    }

    [Fact]
    public void Counters_of_a_pod_outlive_every_change_but_its_own_end()
    {
        var endpoint = Sample.Endpoint("gpt2");
        table.Set(endpoint, [Sample.Pod("10.0.0.1")]);
        Ready().Begin();

        table.Set(endpoint, [Sample.Pod("10.0.0.1", isReady: false)]);
        table.Set(endpoint, [Sample.Pod("10.0.0.1")]);
        Assert.Equal(1, Ready().Pending);

        table.Set(endpoint, [Sample.Pod("10.0.0.1", uid: "another pod with its address")]);
        Assert.Equal(0, Ready().Pending);

        Balancing.Backend Ready() => table.Current.Get(new NamespacedName("team", "gpt2"))!.Ready.Single();
    }

    [Theory]
    [InlineData(EndpointTypes.Public, AccessType.Public)]
    [InlineData(EndpointTypes.Protected, AccessType.Protected)]
    [InlineData(EndpointTypes.Authenticated, AccessType.Protected)]
    [InlineData(EndpointTypes.Private, AccessType.Private)]
    [InlineData("a word of a later version", AccessType.Private)]
    public void Who_may_call_is_read_from_the_type(string type, object expected)
    {
        table.Set(Sample.Endpoint("gpt2", type: type), []);

        Assert.Equal(expected, table.Current.Get(new NamespacedName("team", "gpt2"))!.Access);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_endpoint_that_was_awake_or_paused_can_be_woken_again_from_the_same_mark(bool isPaused)
    {
        EndpointRoute Publish(bool asleep, bool paused)
        {
            var endpoint = Sample.Endpoint("a");
            endpoint.Spec.Paused = paused;
            endpoint.Metadata.Annotations = asleep ? new Dictionary<string, string> { [Annotations.Sleep] = "2030-01-01T00:00:00Z" } : null;
            table.Set(endpoint, []);
            return table.Current.Get(new NamespacedName("team", "a"))!;
        }

        var asleep = Publish(asleep: true, paused: false);
        Assert.Equal((true, false), (asleep.WakeCall.TryMake(asleep.AsleepSince!.Value), asleep.WakeCall.TryMake(asleep.AsleepSince!.Value)));
        Publish(asleep: isPaused, paused: isPaused);

        Assert.True(Publish(asleep: true, paused: false).WakeCall.TryMake(asleep.AsleepSince!.Value));
    }

    [Fact]
    public void Ten_thousand_endpoints_are_found_as_one_is()
    {
        for (var i = 0; i < 10_000; i++)
        {
            table.Set(Sample.Endpoint($"gpt2-{i}", url: $"https://gpt2-{i}.example.com"), [Sample.Pod("10.0.0.1")]);
        }

        for (var i = 0; i < 10_000; i += 97)
        {
            Assert.Equal($"gpt2-{i}", table.Current.Find($"gpt2-{i}.example.com", "/")!.Value.Route.Key.Name);
        }
    }
}
