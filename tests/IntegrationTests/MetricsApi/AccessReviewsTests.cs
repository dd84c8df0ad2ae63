using InferenceEndpoints.Operator.MetricsApi;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationTests.MetricsApi;

[Collection(UsesApiServer.Name)]
public sealed class AccessReviewsTests(ApiServer server)
{
    private const string Name = "reads-pending-requests";

    private static readonly MetricsRequest Request = new MetricsRequest.Values("team", "inferenceendpoints_pending_requests");

    [Fact]
    public async Task The_API_server_is_asked_once_in_ten_seconds_and_who_loses_a_right_has_it_no_longer()
    {
        await using var proxy = await FaultProxy.StartAsync(server.CreateHttpClient());
        using var cluster = new Kubernetes(new KubernetesClientConfiguration { Host = proxy.Address });
        var clock = new ManualClock();
        using var front = new FrontProxyWatch(server.Client, clock, NullLogger<FrontProxyWatch>.Instance); // not started: there is no front proxy
        var reviews = New();
        var caller = new DefaultHttpContext { Request = { Headers = { Authorization = $"Bearer {ApiServer.StrangersToken}" } } };
        await GrantAsync();
        await Eventually.TrueAsync(() => MayAsync(New()));
        Assert.True(await MayAsync(reviews));
        var asked = proxy.Requests.Count;

        for (var i = 0; i < 100; i++)
        {
            Assert.True(await MayAsync(reviews));
        }

        Assert.Equal(asked, proxy.Requests.Count);

        await server.Client.DeleteAsync<V1ClusterRoleBinding>(Name);
        await Eventually.TrueAsync(async () => !await MayAsync(New()));
        clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.True(await MayAsync(reviews));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(await MayAsync(reviews));

        AccessReviews New() => new(cluster, front, clock);

        async Task<bool> MayAsync(AccessReviews asked) => await asked.MayAsync((await asked.CallerOfAsync(caller))!, Request, CancellationToken.None);
    }

    private async Task GrantAsync()
    {
        await server.Client.CreateAsync(new V1ClusterRole
        {
            Metadata = new V1ObjectMeta { Name = Name },
            Rules = [new V1PolicyRule { ApiGroups = [ExternalMetricsApi.Group], Resources = ["*"], Verbs = ["list"] }],
        });
        await server.Client.CreateAsync(new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = Name },
            RoleRef = new V1RoleRef { ApiGroup = V1ClusterRole.KubeGroup, Kind = V1ClusterRole.KubeKind, Name = Name },
            Subjects = [new V1Subject { ApiGroup = V1ClusterRole.KubeGroup, Kind = "User", Name = "stranger" }],
        });
    }
}
