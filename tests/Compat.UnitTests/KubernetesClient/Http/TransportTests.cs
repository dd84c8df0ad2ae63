using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace Compat.UnitTests.KubernetesClient.Http;

public sealed class TransportTests
{
    private const string Version = """{"major":"1","minor":"20+","gitVersion":"v1.20.2"}""";
    private static readonly (int, string, (string, string)[]) Good = (200, Version, []);
    private readonly ManualClock clock = new();

    [Fact]
    public async Task An_answer_is_read()
    {
        await using var server = await ScriptedServer.StartAsync(Good);
        using var client = Client(server);
        Assert.Equal(new VersionInfo { Major = "1", Minor = "20+", GitVersion = "v1.20.2" }, await client.Version.GetCodeAsync());
        Assert.Equal(new ScriptedServer.Request("GET", "/version", "", null, "HTTP/1.1"), Assert.Single(server.Requests));
    }

    [Fact]
    public async Task A_server_below_a_path_is_reached()
    {
        await using var server = await ScriptedServer.StartAsync(Good);
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = server.Address + "/k8s/clusters/c-1/" });
        await client.Version.GetCodeAsync();
        Assert.Equal("/k8s/clusters/c-1/version", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task A_429_is_waited_out_for_as_long_as_it_says()
    {
        await using var server = await ScriptedServer.StartAsync((429, "", [("Retry-After", "7")]), Good);
        using var client = Client(server);
        var answer = client.Version.GetCodeAsync();

        Assert.Equal(TimeSpan.FromSeconds(7), await clock.NextWaitAsync(answer));
        clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("1", (await answer).Major);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("Thu, 01 Jan 1970 00:00:05 GMT", 5)]
    [InlineData("Wed, 31 Dec 1969 23:59:00 GMT", 0)]
    [InlineData("86400", 30)]
    public async Task The_wait_may_be_a_date_and_is_never_longer_than_half_a_minute(string retryAfter, int seconds)
    {
        await using var server = await ScriptedServer.StartAsync((429, "", [("Retry-After", retryAfter)]), Good);
        using var client = Client(server);
        var answer = client.Version.GetCodeAsync();
        if (seconds > 0)
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), await clock.NextWaitAsync(answer));
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await answer;
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task After_ten_retries_the_429_is_the_answer()
    {
        await using var server = await ScriptedServer.StartAsync((429, "", [("Retry-After", "0")]));
        using var client = Client(server);
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => client.Version.GetCodeAsync());
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.Zero), (refusal.Response.StatusCode, refusal.Response.RetryAfter));
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task A_429_that_names_no_time_is_the_answer()
    {
        await using var server = await ScriptedServer.StartAsync((429, "", []));
        using var client = Client(server);
        await Assert.ThrowsAsync<HttpOperationException>(() => client.Version.GetCodeAsync());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_write_is_sent_again_with_its_body()
    {
        var bodies = new List<string>();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync(context.RequestAborted));
            context.Response.StatusCode = bodies.Count == 1 ? 429 : 201;
            context.Response.Headers.RetryAfter = "0";
            await context.Response.WriteAsync("{}", context.RequestAborted);
        });
        using var client = Client(server);
        await client.CoordinationV1.CreateNamespacedLeaseAsync(new V1Lease { Metadata = new V1ObjectMeta { Name = "l" } }, "ns");
        Assert.Equal(2, bodies.Count);
        Assert.All(bodies, body => Assert.Equal("""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l"}}""", body));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_retry()
    {
        await using var server = await ScriptedServer.StartAsync((429, "", [("Retry-After", "10")]));
        using var client = Client(server);
        using var cancel = new CancellationTokenSource();
        var answer = client.Version.GetCodeAsync(cancel.Token);
        await clock.NextWaitAsync(answer);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_when_the_token_says()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var client = Client(server);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(3), clock);
        var answer = client.Version.GetCodeAsync(timeout.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_a_while_without_a_token_that_says_so()
    {
        await using var server = await ScriptedServer.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var client = new Kubernetes(new KubernetesClientConfiguration { Host = server.Address }, clock);
        var answer = client.Version.GetCodeAsync();

        Assert.Equal(TimeSpan.FromSeconds(100), await clock.NextWaitAsync(answer));
        clock.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal("GET /version: no answer within 00:01:40", (await Assert.ThrowsAsync<HttpRequestException>(() => answer)).Message);
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_an_error_of_the_connection()
    {
        var server = await ScriptedServer.StartAsync(Good);
        using var client = Client(server);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Version.GetCodeAsync());
    }

    [Fact]
    public async Task A_refusal_carries_the_status_of_the_API_server()
    {
        await using var server = await ScriptedServer.StartAsync((
            409,
            """{"kind":"Status","status":"Failure","reason":"AlreadyExists","message":"leases \"l\" already exists","code":409,"details":{"name":"l"}}""",
            []));
        using var client = Client(server);
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => client.CoordinationV1.CreateNamespacedLeaseAsync(new V1Lease(), "ns"));
        Assert.Equal(HttpStatusCode.Conflict, refusal.Response.StatusCode);
        Assert.Equal(("AlreadyExists", "l"), (refusal.Status!.Reason, refusal.Status.Details!.Name));
        Assert.Equal(HttpMethod.Post, refusal.Request.Method);
        Assert.Equal(
            "POST /apis/coordination.k8s.io/v1/namespaces/ns/leases: 409 Conflict: leases \"l\" already exists", refusal.Message);
    }

    [Theory]
    [InlineData("<html>bad gateway</html>")]
    [InlineData("{cut off")]
    [InlineData("""{"kind":"Pod"}""")]
    [InlineData("")]
    public async Task A_refusal_by_something_else_keeps_its_text(string body)
    {
        await using var server = await ScriptedServer.StartAsync((502, body, []));
        using var client = Client(server);
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => client.Version.GetCodeAsync());
        Assert.Null(refusal.Status);
        Assert.Equal((body, "GET /version: 502 BadGateway"), (refusal.Response.Content, refusal.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_would_address_something_else_is_never_sent(string name)
    {
        await using var server = await ScriptedServer.StartAsync(Good);
        using var client = Client(server);
        await Assert.ThrowsAsync<ArgumentException>(() => client.CustomObjects.DeleteNamespacedCustomObjectAsync<V1Status>("", "v1", "ns", "pods", name));
        await Assert.ThrowsAsync<ArgumentException>(() => client.CustomObjects.DeleteNamespacedCustomObjectAsync<V1Status>("", "v1", name, "pods", "p"));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Names_and_parameters_are_escaped()
    {
        await using var server = await ScriptedServer.StartAsync((200, "{}", []));
        using var client = Client(server);
        await client.CustomObjects.GetNamespacedCustomObjectAsync<V1Pod>("", "v1", "n/s", "pods", "a?b%#");
        await client.CustomObjects.ListNamespacedCustomObjectAsync<KubernetesList<V1Pod>>(
            "", "v1", "ns", "pods", labelSelector: "a in (b,c)&limit=0", limit: 5, continueParameter: "x+/=", fieldSelector: "");
        Assert.Equal(
            [
                "/api/v1/namespaces/n%2Fs/pods/a%3Fb%25%23",
                "/api/v1/namespaces/ns/pods?continue=x%2B%2F%3D&labelSelector=a%20in%20%28b%2Cc%29%26limit%3D0&limit=5",
            ],
            server.Requests.Select(request => request.Target));
    }

    [Theory]
    [InlineData(V1Patch.PatchType.JsonPatch, "application/json-patch+json")]
    [InlineData(V1Patch.PatchType.MergePatch, "application/merge-patch+json")]
    [InlineData(V1Patch.PatchType.StrategicMergePatch, "application/strategic-merge-patch+json")]
    [InlineData(V1Patch.PatchType.ApplyPatch, "application/apply-patch+yaml")]
    public async Task A_patch_is_sent_in_its_language(V1Patch.PatchType type, string contentType)
    {
        await using var server = await ScriptedServer.StartAsync((200, "{}", []));
        using var client = Client(server);
        await client.AppsV1.PatchNamespacedDeploymentScaleAsync(new V1Patch("{}", type), "d", "ns", fieldManager: "m", force: true, dryRun: "All");
        var request = Assert.Single(server.Requests);
        Assert.Equal(("PATCH", contentType), (request.Method, request.ContentType));
        Assert.Equal("/apis/apps/v1/namespaces/ns/deployments/d/scale?dryRun=All&fieldManager=m&force=true", request.Target);
    }

    [Fact]
    public void A_patch_needs_a_language_and_a_body()
    {
        Assert.Throws<ArgumentException>(() => new V1Patch("{}", V1Patch.PatchType.Unknown));
        Assert.Throws<ArgumentNullException>(() => new V1Patch(null!, V1Patch.PatchType.MergePatch));
    }

    // Without a timeout, so that the clock tells of other waits alone.
    private Kubernetes Client(ScriptedServer server) => new(
        new KubernetesClientConfiguration { Host = server.Address, HttpClientTimeout = Timeout.InfiniteTimeSpan }, clock);
}
