using System.Net;
using System.Text.RegularExpressions;
using Cluster;
using InferenceEndpoints.Entities;
using IntegrationTests.Operator;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Faults;

/// <summary>The operator's process, while everything around it breaks. What comes of it is compared to a run in which nothing did.</summary>
[Collection(UsesCleanRun.Name)]
public sealed partial class OperatorFaultTests(CleanRun clean)
{
    private static readonly Fault[] Faults =
    [
        new Fault.Answer(HttpStatusCode.Conflict, "Conflict"),
        new Fault.Answer(HttpStatusCode.Gone, "Expired"),
        new Fault.Answer(HttpStatusCode.TooManyRequests, "TooManyRequests", RetryAfter: 1),
        new Fault.Answer(HttpStatusCode.InternalServerError, "InternalError"),
        new Fault.Answer(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"),
        new Fault.Answer(HttpStatusCode.GatewayTimeout, "Timeout"),
        new Fault.Slow(TimeSpan.FromSeconds(1)),
        new Fault.Drop(),
        new Fault.Truncate(Cleanly: false),
        new Fault.Truncate(Cleanly: true),
        new Fault.Hang(), // until its connection is cut
    ];

    [Fact]
    public async Task Whatever_the_API_server_answers_and_whatever_is_cut_the_end_is_that_of_a_clean_run()
    {
        const int Endpoints = 50;
        await using var product = await OperatorUnderTest.StartAsync(clean.Server, "spoilt");
        var random = new Random(20_261_121); // the same disorder each time
        foreach (var fault in Faults)
        {
            product.Proxy.Spoil(request => !HttpMethods.IsGet(request.Method) && random.Next(10) == 0, fault, times: 4);
            product.Proxy.Spoil(FaultProxy.IsWatch, fault);
        }

        for (var index = 0; index < Endpoints; index += 10)
        {
            await CleanRun.CreateAsync(product, index..(index + 10));
            product.Proxy.CutAll();
        }

        await Eventually.EqualAsync(0, () => product.Proxy.Unspoilt);
        product.Proxy.CutAll();
        await clean.EndsAlikeAsync(product, Endpoints);
    }

    [Fact]
    public async Task A_leader_that_is_killed_amid_two_hundred_endpoints_is_followed_by_one_that_does_the_rest_and_nothing_twice()
    {
        const int Endpoints = 200;
        await using var first = await OperatorUnderTest.StartAsync(clean.Server, "killed", ("Operator__LeaderElection", "true"));
        await Eventually.TrueAsync(() => first.IsLeader);
        await using var second = await first.StartAnotherAsync(("Operator__LeaderElection", "true"));
        var creating = CleanRun.CreateAsync(first, ..Endpoints);
        await Eventually.TrueAsync(() => Told(first).Count >= Endpoints / 4);
        await first.KillAsync();
        await creating;
        Assert.InRange(Told(first).Count, Endpoints / 4, Endpoints - 1);
        Assert.False(second.IsLeader);

        // Its lease would last another quarter of a minute.
        await clean.Server.Client.PatchAsync<V1Lease>(
            new V1Patch("""{"spec":{"leaseDurationSeconds":1}}""", V1Patch.PatchType.MergePatch), "inference-endpoints-operator-leader", OperatorUnderTest.SystemNamespace);
        await clean.EndsAlikeAsync(second, Endpoints);

        Assert.True(second.IsLeader);
        // The last request of each worker may have been without effect.
        Assert.InRange(Told(first).Intersect(Told(second)).Count(), 0, 8);
    }

    [Fact]
    public async Task Restarts_of_etcd_and_of_the_API_server_amid_the_work_only_delay_it()
    {
        const int Endpoints = 50;
        await using var product = await OperatorUnderTest.StartAsync(clean.Server, "restarted");
        var creating = CleanRun.CreateAsync(product, ..Endpoints);
        await Eventually.TrueAsync(() => Told(product).Count > 0);
        await clean.Server.RestartEtcdAsync();
        await Eventually.TrueAsync(() => Told(product).Count > 10);
        await clean.Server.KillAsync();
        await clean.Server.StartAsync();
        await creating;

        await clean.EndsAlikeAsync(product, Endpoints);
    }

    [Fact]
    public async Task When_the_definition_of_endpoints_goes_their_children_go_and_when_it_is_back_endpoints_run_again()
    {
        const int Endpoints = 3;
        await using var product = await OperatorUnderTest.StartAsync(clean.Server, "redefined");
        await CleanRun.CreateAsync(product, ..Endpoints);
        await clean.EndsAlikeAsync(product, Endpoints);
        await clean.Server.StartControllersAsync("garbagecollector", "pvc-protection");
        try
        {
            await product.KubectlAsync("delete", "crd", $"{InferenceEndpoint.KubePluralName}.{InferenceEndpoint.KubeGroup}");
            await product.KubectlAsync("apply", "--validate=false", "-f", Repository.File("crds"));
            await product.KubectlAsync("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");

            // Under their old names, which children of those that were before may still hold.
            await CleanRun.CreateAsync(product, ..Endpoints);

            await clean.EndsAlikeAsync(product, Endpoints);
        }
        finally
        {
            await clean.Server.StopControllersAsync();
        }
    }

    /// <summary>Endpoints whose status it wrote: its last write for each.</summary>
    private static HashSet<string> Told(OperatorUnderTest product) =>
        [.. product.Proxy.Requests.Select(request => StatusWrite().Match(request)).Where(match => match.Success).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("^PUT .*/inferenceendpoints/(?<name>[^/]+)/status", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusWrite();
}
