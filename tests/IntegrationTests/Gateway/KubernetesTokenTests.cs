using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cluster;
using InferenceEndpoints.Entities;
using k8s;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Real tokens of ServiceAccounts, judged by a real API server, which the gateway asks with the rights of deploy/rbac and no others.</summary>
[Collection(UsesApiServer.Name)]
public sealed class KubernetesTokenTests(ApiServer server) : IAsyncLifetime, IDisposable
{
    private const string TokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";

    private readonly HttpClient admin = server.CreateHttpClient();
    private readonly HttpClient gatewaysOwn = server.CreateHttpClient();
    private readonly string team = $"team-{Guid.NewGuid():N}";
    private FaultProxy proxy = null!; // set in InitializeAsync, which xunit calls first
    private Kubernetes cluster = null!; // so is this

    public async Task InitializeAsync()
    {
        await server.CreateNamespaceAsync(team);
        await ApplyAsync("/api/v1/namespaces", "inference-endpoints", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"inference-endpoints"}}""");
        await ApplyFileAsync("deploy/rbac/gateway.yaml");
        await ApplyFileAsync("deploy/rbac/invoker.yaml");

        gatewaysOwn.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await CreateTokenAsync("inference-endpoints", "inference-endpoints-gateway"));
        proxy = await FaultProxy.StartAsync(gatewaysOwn);
        cluster = new Kubernetes(new KubernetesClientConfiguration { Host = proxy.Address });
    }

    [Fact]
    public async Task A_service_account_calls_what_RBAC_lets_it_and_its_token_is_reviewed_once()
    {
        string? seen = null;
        await using var replica = await Replica.StartAsync(context =>
        {
            seen = string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"));
            return context.Response.WriteAsync("fine");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        gateway.Set(Endpoint(team), replica.Pod);
        var (invoker, stranger) = (await CreateAccountAsync("invoker"), await CreateAccountAsync("stranger"));
        await BindAsync("invoker");

        await Eventually.EqualAsync(HttpStatusCode.OK, () => AskAsync(gateway, invoker));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, stranger));
        proxy.Requests.Clear();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(gateway, invoker))), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Empty(proxy.Requests);

        // What is allowed in one namespace is not in another.
        gateway.Set(Endpoint("elsewhere"), replica.Pod);
        using var elsewhere = await SendAsync(gateway, invoker, "/endpoints/elsewhere/gpt2/");
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);

        Assert.DoesNotContain(invoker, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(invoker, gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(stranger, gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_whose_account_is_gone_or_that_is_signed_by_somebody_else_is_nobodys()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.TokenReviewLifetime = TimeSpan.FromSeconds(1), cluster);
        gateway.Set(Endpoint(team), replica.Pod);
        var token = await CreateAccountAsync("leaver");
        await BindAsync("leaver");
        await Eventually.EqualAsync(HttpStatusCode.OK, () => AskAsync(gateway, token));
        var parts = token.Split('.');
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}"));

        using var deleted = await admin.DeleteAsync(new Uri($"/api/v1/namespaces/{team}/serviceaccounts/leaver", UriKind.Relative));
        deleted.EnsureSuccessStatusCode();

        // The API server itself remembers a token for 10 s.
        await Eventually.EqualAsync(HttpStatusCode.Unauthorized, () => AskAsync(gateway, token), seconds: 20);
    }

    [Theory]
    [InlineData("GET", "/models/openai-community/gpt2")]
    [InlineData("POST", "/v1/completions")]
    public async Task Who_calls_a_model_by_its_name_is_judged_once(string method, string path)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.TokenReviewLifetime = TimeSpan.Zero, cluster);
        var endpoint = Endpoint(team);
        endpoint.Spec.Model.Repository = "openai-community/gpt2";
        gateway.Set(endpoint);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Host = "nobodys.example" } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await CreateAccountAsync("stranger"));
        request.Content = method == "POST" ? JsonContent.Create(new { model = "openai-community/gpt2" }) : null;

        using var answer = await gateway.Client.SendAsync(request, gateway.Deadline);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Single(proxy.Requests, asked => asked.Contains(TokenReviews, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_of_another_audience_is_nobodys()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.TokenAudience = "endpoints", cluster);
        gateway.Set(Endpoint(team), replica.Pod);
        var token = await CreateAccountAsync("audience");
        await BindAsync("audience");

        var meant = await CreateTokenAsync(team, "audience", "endpoints");
        await Eventually.EqualAsync(HttpStatusCode.OK, () => AskAsync(gateway, meant));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, token));
    }

    [Fact]
    public async Task Callers_who_come_at_once_with_one_token_cost_one_review_and_junk_costs_none()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        gateway.Set(Endpoint(team), Replica.PodAt(1, isReady: false));
        var token = await CreateAccountAsync("crowd");
        proxy.Requests.Clear();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(gateway, token)));
        Assert.Single(proxy.Requests, request => request.Contains(TokenReviews, StringComparison.Ordinal));

        proxy.Requests.Clear();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => AskAsync(gateway, $"junk-{number}")));
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task A_flood_of_invented_tokens_reaches_the_API_server_as_a_trickle_and_those_it_knows_are_let_in_all_the_same()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("fine"));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.TokenReviewLifetime = TimeSpan.FromMilliseconds(100), cluster);
        gateway.Set(Endpoint(team), replica.Pod);
        var (token, parts) = (await CreateAccountAsync("known"), (await CreateAccountAsync("inventor")).Split('.'));
        await BindAsync("known");
        await Eventually.EqualAsync(HttpStatusCode.OK, () => AskAsync(gateway, token));
        proxy.Requests.Clear();

        // Not more at a time than may wait for an answer: it is their number that must count.
        var answers = new List<HttpStatusCode>();
        foreach (var some in Enumerable.Range(0, 600).Chunk(60))
        {
            answers.AddRange(await Task.WhenAll(some.Select(number => AskAsync(gateway, $"{parts[0]}.{parts[1]}.{number:D86}"))));
        }

        Assert.Contains(HttpStatusCode.Unauthorized, answers);
        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers);
        Assert.All(answers, status => Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable));
        Assert.InRange(proxy.Requests.Count, 100, 500);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, token));
    }

    [Fact]
    public async Task Without_an_answer_of_the_API_server_nobody_new_is_let_in_and_everybody_may_try_again()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(cluster: cluster);
        gateway.Set(Endpoint(team), Replica.PodAt(1, isReady: false));
        var token = await CreateAccountAsync("unlucky");
        proxy.Spoil(request => request.Path == TokenReviews, new Fault.Answer(HttpStatusCode.InternalServerError, "InternalError"));

        using (var response = await SendAsync(gateway, token, "/"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal(
                """{"error":"503 Service Unavailable: the token cannot be checked at the moment"}""",
                await response.Content.ReadAsStringAsync(gateway.Deadline));
        }

        Assert.Equal("1", await gateway.MetricAsync("inferenceendpoints_gateway_reviews_total{review=\"TokenReview\",outcome=\"failed\"}"));
        Assert.Contains("no answer to a TokenReview", gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(token, gateway.Log, StringComparison.Ordinal);
        await Eventually.EqualAsync(HttpStatusCode.Forbidden, () => AskAsync(gateway, token));
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    public void Dispose()
    {
        cluster?.Dispose();
        gatewaysOwn.Dispose();
        admin.Dispose();
    }

    private static InferenceEndpoint Endpoint(string ns)
    {
        var endpoint = GatewayUnderTest.Endpoint(EndpointTypes.Protected);
        endpoint.Metadata.NamespaceProperty = ns;
        return endpoint;
    }

    private static async Task<HttpStatusCode> AskAsync(GatewayUnderTest gateway, string token)
    {
        using var response = await SendAsync(gateway, token, "/");
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayUnderTest gateway, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await gateway.Client.SendAsync(request, gateway.Deadline);
    }

    private async Task<string> CreateAccountAsync(string name)
    {
        await ApplyAsync($"/api/v1/namespaces/{team}/serviceaccounts", name, $$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"{{{name}}}"}}""");
        return await CreateTokenAsync(team, name);
    }

    private async Task<string> CreateTokenAsync(string ns, string name, string? audience = null)
    {
        var request = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = new JsonObject { ["audiences"] = audience is null ? null : new JsonArray(audience), ["expirationSeconds"] = 3600 },
        };
        using var response = await admin.PostAsJsonAsync($"/api/v1/namespaces/{ns}/serviceaccounts/{name}/token", request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["status"]!["token"]!.GetValue<string>();
    }

    private Task BindAsync(string account) => ApplyAsync(
        $"/apis/rbac.authorization.k8s.io/v1/namespaces/{team}/rolebindings",
        account,
        $$"""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"{{account}}"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"inference-endpoints-invoker"},
         "subjects":[{"kind":"ServiceAccount","name":"{{account}}","namespace":"{{team}}"}]}
        """);

    /// <summary>A file of the repository, as kubectl would apply it.</summary>
    private async Task ApplyFileAsync(string path)
    {
        foreach (var document in (await File.ReadAllTextAsync(Repository.File(path))).Split("\n---\n").Skip(1))
        {
            var collection = Field("kind: ") switch
            {
                "ServiceAccount" => $"/api/v1/namespaces/{Field("  namespace: ")}/serviceaccounts",
                var kind => $"/apis/rbac.authorization.k8s.io/v1/{kind.ToLowerInvariant()}s",
            };
            await ApplyAsync(collection, Field("  name: "), document);

            string Field(string prefix) => document.Split('\n').First(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];
        }
    }

    private async Task ApplyAsync(string collection, string name, string manifest)
    {
        using var body = new StringContent(manifest, Encoding.UTF8, "application/apply-patch+yaml");
        using var response = await admin.PatchAsync(new Uri($"{collection}/{name}?fieldManager=test&force=true", UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
