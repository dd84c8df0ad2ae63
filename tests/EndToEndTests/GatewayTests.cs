using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cluster;
using EndToEndTests.Harness;

namespace EndToEndTests;

[Collection(UsesTheProduct.Name)]
public sealed class GatewayTests(EndToEnd product)
{
    private const string Question = """{"inputs":"the cat sat on the mat","parameters":{"max_new_tokens":6}}""";

    [Fact]
    public async Task A_request_with_a_key_reaches_a_pod_and_without_one_it_does_not()
    {
        await using var team = await product.CreateTeamAsync("calling");
        await using var gateway = product.StartGateway();
        await team.ApplyGpt2Async("gpt2");
        var key = await CreateKeyAsync(team);
        var url = (await team.StateAsync("gpt2", "running")).Url!;
        using var client = new HttpClient { BaseAddress = gateway.Public, DefaultRequestHeaders = { Host = new Uri(url).Host } };
        await Eventually.EqualAsync("the gateway knows it", HttpStatusCode.OK, token => StatusAsync(client, HttpMethod.Get, "/", key, token), product.Deadline);

        using var byPath = new HttpClient { BaseAddress = gateway.Public };
        foreach (var (caller, path) in new[] { (client, "/generate"), (byPath, "/endpoints/calling/gpt2/generate") })
        {
            using var response = await AskAsync(caller, HttpMethod.Post, path, key, product.Deadline);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(product.Deadline)).RootElement;
            Assert.NotEmpty(answer.GetProperty("generated_text").GetString()!);
        }

        using var stream = await AskAsync(client, HttpMethod.Post, "/generate_stream", key, product.Deadline);
        var events = await stream.Content.ReadAsStringAsync(product.Deadline);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Equal(6, events.Split("data:").Length - 1);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, HttpMethod.Post, "/generate", key: null, product.Deadline));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, HttpMethod.Post, "/generate", "another", product.Deadline));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Get, "/health", key, product.Deadline));

        // A workload calls with the token that it has anyway, once RBAC lets it.
        var token = await CreateTokenAsync(team);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, HttpMethod.Get, "/", token, product.Deadline));
        await team.KubectlAsync("create", "rolebinding", "callers", "--clusterrole=inference-endpoints-invoker", $"--serviceaccount={team.Name}:default");
        await Eventually.EqualAsync("RBAC lets it", HttpStatusCode.OK, cancel => StatusAsync(client, HttpMethod.Get, "/", token, cancel), product.Deadline);
        Assert.DoesNotContain(gateway.Log, line => line.Contains(token, StringComparison.Ordinal));

        // What the endpoint becomes, callers see.
        await team.PatchAsync("gpt2", """{"spec":{"paused":true}}""");
        await Eventually.EqualAsync("it is paused", HttpStatusCode.BadRequest, token => StatusAsync(client, HttpMethod.Get, "/", key, token), product.Deadline);
        await team.PatchAsync("gpt2", """{"spec":{"paused":false,"type":"private"}}""");
        await Eventually.EqualAsync("it is private", HttpStatusCode.NotFound, token => StatusAsync(client, HttpMethod.Get, "/", key, token), product.Deadline);
        using var inside = new HttpClient { BaseAddress = gateway.Internal, DefaultRequestHeaders = { Host = new Uri(url).Host } };
        await Eventually.EqualAsync("it answers inside", HttpStatusCode.OK, token => StatusAsync(inside, HttpMethod.Get, "/", key, token), product.Deadline);

        await team.KubectlAsync("delete", "iek", "caller");
        await Eventually.EqualAsync(
            "the key is revoked", HttpStatusCode.Unauthorized, token => StatusAsync(inside, HttpMethod.Get, "/", key, token), product.Deadline);
        Assert.DoesNotContain(gateway.Log, line => line.Contains(key, StringComparison.Ordinal));
        Assert.Equal(0, await gateway.StopAsync(product.Deadline));
    }

    /// <summary>As the README says, with the program itself; the key is what people see on their terminal.</summary>
    private async Task<string> CreateKeyAsync(Team team)
    {
        var terminal = Path.GetTempFileName();
        var command = $"{Path.Combine(AppContext.BaseDirectory, "inference-endpoints-gateway")} create-key --name caller --owner e2e --expires 1d 2>{terminal}";
        await team.ApplyAsync(await Shell.RunAsync("sh", ["-c", command], input: null, environment: null, product.Deadline));
        var key = await File.ReadAllTextAsync(terminal, product.Deadline);
        File.Delete(terminal);
        return key.TrimEnd();
    }

    /// <summary>As <c>kubectl create token default</c> does it since Kubernetes 1.24.</summary>
    private async Task<string> CreateTokenAsync(Team team)
    {
        const string Request = """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}""";
        var path = $"/api/v1/namespaces/{team.Name}/serviceaccounts/default/token";
        var answer = await product.KubectlInputAsync(Request, "create", "--raw", path, "-f", "-");
        return JsonDocument.Parse(answer).RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }

    [Fact]
    public async Task A_request_wakes_a_sleeping_endpoint_and_is_answered_as_soon_as_its_pod_can()
    {
        await using var team = await product.CreateTeamAsync("waking");
        await using var gateway = product.StartGateway();
        await team.ApplyGpt2Async("gpt2", spec: "type: public");
        var url = (await team.StateAsync("gpt2", "running")).Url!;
        var asleep = TimeProvider.System.GetUtcNow().UtcDateTime;
        await team.KubectlAsync("annotate", "iep", "gpt2", $"inferenceendpoints.dev/sleep={asleep:O}");
        await team.StateAsync("gpt2", "scaledToZero");
        using var client = new HttpClient { BaseAddress = gateway.Public, DefaultRequestHeaders = { Host = new Uri(url).Host } };
        await Eventually.EqualAsync("the gateway knows it", HttpStatusCode.ServiceUnavailable, token => StatusAsync(client, HttpMethod.Get, "/", key: null, token), product.Deadline);

        client.DefaultRequestHeaders.Add("X-Scale-Up-Timeout", "100");
        using var answer = await AskAsync(client, HttpMethod.Post, "/generate", key: null, product.Deadline);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var start = (await team.StateAsync("gpt2", "running")).LastStart!;
        Assert.InRange(start.StartedAt!.Value, asleep.AddSeconds(-1), start.ReadyAt!.Value);
        Assert.Equal(start.ReadyAt, start.StartedAt.Value.AddSeconds(start.Phases!.Sum(phase => phase.Seconds)!.Value));
        Assert.Equal(["creation", "scheduling", "images", "download", "loading"], start.Phases!.Select(phase => phase.Name));
        await Eventually.TrueAsync(
            "an Event tells of both starts",
            async _ => (await team.KubectlAsync("get", "events", "--field-selector", "reason=Started,involvedObject.kind=InferenceEndpoint", "-o", "name")).Split('\n').Length == 2,
            product.Deadline);
        Assert.Single(gateway.Log, line => line.Contains("A request wakes waking/gpt2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_idle_endpoint_falls_asleep_by_itself_and_one_in_use_does_not()
    {
        await using var team = await product.CreateTeamAsync("idling");
        await using var gateway = product.StartGateway();
        await product.RestartOperatorAsync(
            ("Operator__Activity__Gateways__0", gateway.Url.ToString()), ("Operator__Activity__Interval", "00:00:00.200"), ("Operator__Activity__TimeoutUnit", "00:00:00.200"));
        try
        {
            await team.ApplyGpt2Async("idle", spec: "type: public");
            await team.ApplyGpt2Async("used", spec: "type: public");
            await team.StateAsync("used", "running");
            using var client = new HttpClient { BaseAddress = gateway.Public };
            await Eventually.EqualAsync(
                "it is idle and falls asleep, while the other one is called",
                "scaledToZero",
                async token =>
                {
                    Assert.NotEqual(HttpStatusCode.NotFound, await StatusAsync(client, HttpMethod.Get, "/endpoints/idling/used/", key: null, token));
                    return (await team.GetAsync("idle")).Status!.State;
                },
                product.Deadline);

            var used = (await team.GetAsync("used")).Status!;
            Assert.Equal("running", used.State);
            Assert.InRange(used.LastActivityTime!.Value, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-2), TimeProvider.System.GetUtcNow().UtcDateTime);
            await team.StateAsync("used", "scaledToZero"); // from now on nobody calls it
        }
        finally
        {
            await product.RestartOperatorAsync();
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path, string? key, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await AskAsync(client, method, path, key, cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return default; // it does not listen yet
        }
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, HttpMethod method, string path, string? key, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(Question, Encoding.UTF8, "application/json");
        }

        return client.SendAsync(request, cancellationToken);
    }
}
