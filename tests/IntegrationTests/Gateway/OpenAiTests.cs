using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Settings;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>OpenAI's API at the gateway's own host, where the model says which endpoint is meant.</summary>
public sealed class OpenAiTests
{
    private const string Unknown = "Not Found: no endpoint serves this model; GET /v1/models lists the names of those that you may call";

    [Theory]
    [InlineData("team/chat", "chat")]
    [InlineData("chat", "chat")]
    [InlineData("google/gemma", "chat")]
    [InlineData("embed", "embed")]
    public async Task The_model_says_which_endpoint_is_meant_and_the_body_goes_there_as_it_came(string model, string expected)
    {
        await using var setting = await Setting.StartAsync();
        var body = $$"""{ "messages":[{"role":"user","content":"{{new string('é', 100)}}"}],  "model" : "{{model}}" }""";

        var (status, answer) = await setting.PostAsync("/v1/chat/completions?x=%2F", body, GatewayUnderTest.Key);

        Assert.Equal((HttpStatusCode.OK, $"{expected} POST /v1/chat/completions?x=%2F {body}"), (status, answer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_comes_late_in_a_large_body_is_waited_for_and_the_body_goes_on_as_it_came(bool isHttp2)
    {
        await using var setting = await Setting.StartAsync();
        using var client = isHttp2 ? setting.Gateway.CreateHttp2Client() : setting.Gateway.CreateClient(setting.Gateway.Public);
        var image = new string('A', 700_000);
        var text = $$"""{"image":"{{image}}","model":"chat","more":"{{image}}"}""";

        var (status, answer) = await setting.PostAsync("/v1/chat/completions", text, GatewayUnderTest.Key, client);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal($"chat POST /v1/chat/completions {text}", answer);
    }

    [Fact]
    public async Task What_names_no_endpoint_is_refused_with_the_remedy()
    {
        await using var setting = await Setting.StartAsync();
        const string NoModel = "Bad Request: the body must be a JSON object whose model names an endpoint; or call the endpoint's own URL";

        Assert.Equal((HttpStatusCode.NotFound, Unknown), await setting.ErrorAsync("""{"model":"gpt-5"}""", GatewayUnderTest.Key));
        Assert.Equal((HttpStatusCode.BadRequest, NoModel), await setting.ErrorAsync("""{"messages":[]}""", GatewayUnderTest.Key));
        Assert.Equal((HttpStatusCode.BadRequest, NoModel), await setting.ErrorAsync("model=chat", GatewayUnderTest.Key, "application/x-www-form-urlencoded"));
        Assert.Equal((HttpStatusCode.BadRequest, NoModel), await setting.ErrorAsync("", GatewayUnderTest.Key));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "Bad Request: model comes too late in the body; put it first, or call the endpoint's own URL"),
            await setting.ErrorAsync($$"""{"image":"{{new string('A', 4_000_000)}}","model":"chat"}""", GatewayUnderTest.Key));
        Assert.Equal("0", await setting.Gateway.MetricAsync("inferenceendpoints_gateway_requests_total{endpoint_namespace=\"team\",endpoint_name=\"chat\",code=\"200\"}"));
    }

    [Fact]
    public async Task Who_calls_counts_as_at_the_endpoints_own_host()
    {
        await using var setting = await Setting.StartAsync();
        setting.Gateway.AddKey("others", ns: "other-team");
        using var inside = setting.Gateway.CreateClient(setting.Gateway.Internal);
        const string Chat = """{"model":"chat"}""", Secret = """{"model":"secret"}""";

        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHORIZED"), await setting.ErrorAsync(Chat, key: null));
        Assert.Equal((HttpStatusCode.NotFound, Unknown), await setting.ErrorAsync(Secret, GatewayUnderTest.Key));
        Assert.Equal(HttpStatusCode.OK, (await setting.PostAsync("/v1/completions", Chat, "others")).Status);
        Assert.Equal(HttpStatusCode.OK, (await setting.PostAsync("/v1/completions", Secret, GatewayUnderTest.Key, inside)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await setting.PostAsync("/v1/completions", Secret, "others", inside)).Status);
    }

    [Fact]
    public async Task Nothing_of_a_strangers_body_is_kept()
    {
        await using var setting = await Setting.StartAsync(options => options.MaxPeekedBytes = 8 * 1024 * 1024);
        var late = $$"""{"image":"{{new string('A', 4_000_000)}}","model":"open"}""";

        Assert.Equal(HttpStatusCode.OK, (await setting.PostAsync("/v1/completions", """{"model":"open"}""", key: null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await setting.PostAsync("/v1/completions", late, key: null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await setting.PostAsync("/v1/completions", late, GatewayUnderTest.Key)).Status);
    }

    [Fact]
    public async Task Callers_see_the_models_that_they_may_call()
    {
        await using var setting = await Setting.StartAsync();
        using var inside = setting.Gateway.CreateClient(setting.Gateway.Internal);

        Assert.Equal(["team/chat", "team/embed", "team/open"], await setting.ModelsAsync(setting.Gateway.Client, GatewayUnderTest.Key));
        Assert.Equal(["team/chat", "team/embed", "team/open", "team/secret"], await setting.ModelsAsync(inside, GatewayUnderTest.Key));
        Assert.Equal(["team/open"], await setting.ModelsAsync(setting.Gateway.Client, key: null));

        var (status, one) = await setting.GetAsync("/v1/models/team%2Fchat", GatewayUnderTest.Key);
        Assert.Equal(
            (HttpStatusCode.OK, """{"id":"team/chat","object":"model","created":1893456000,"owned_by":"team","root":"google/gemma"}"""), (status, one));
        Assert.Equal(HttpStatusCode.NotFound, (await setting.GetAsync("/v1/models/team%2Fsecret", GatewayUnderTest.Key)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await setting.GetAsync("/v1/chat/completions", GatewayUnderTest.Key)).Status);

        setting.Gateway.Set(Setting.Endpoint("open", "google/gemma", EndpointTypes.Protected), setting.Pod);
        Assert.Equal(HttpStatusCode.Unauthorized, (await setting.GetAsync("/v1/models", key: null)).Status);
    }

    /// <summary>A gateway with a few endpoints, whose replicas tell what they got.</summary>
    private sealed class Setting : IAsyncDisposable
    {
        private readonly List<Replica> replicas = [];

        public required GatewayUnderTest Gateway { get; init; }

        public V1Pod Pod => replicas[0].Pod;

        public static async Task<Setting> StartAsync(Action<GatewayOptions>? configure = null)
        {
            var setting = new Setting { Gateway = await GatewayUnderTest.StartAsync(configure) };
            setting.Gateway.Client.DefaultRequestHeaders.Host = "gateway.example.com";
            setting.Gateway.AddKey(GatewayUnderTest.Key);
            await setting.AddAsync("chat", "google/gemma", EndpointTypes.Protected);
            await setting.AddAsync("embed", "BAAI/bge", EndpointTypes.Protected);
            await setting.AddAsync("secret", "google/gemma-2", EndpointTypes.Private);
            await setting.AddAsync("open", "openai/gpt2", EndpointTypes.Public);
            return setting;
        }

        public static InferenceEndpoint Endpoint(string name, string repository, string type) => new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = GatewayUnderTest.Team,
                CreationTimestamp = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            },
            Spec = new InferenceEndpointSpec { Type = type, Model = new ModelSpec { Repository = repository } },
            Status = new InferenceEndpointStatus { State = "running", Url = $"https://{name}.example.com" },
        };

        public async Task<(HttpStatusCode Status, string Body)> PostAsync(
            string target, string body, string? key, HttpClient? client = null, string type = "application/json")
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target, UriKind.Relative))
            {
                Content = new StringContent(body, Encoding.UTF8, type),
            };
            return await SendAsync(client ?? Gateway.Client, request, key);
        }

        public async Task<(HttpStatusCode Status, string Body)> GetAsync(string target, string? key, HttpClient? client = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target, UriKind.Relative));
            return await SendAsync(client ?? Gateway.Client, request, key);
        }

        public async Task<(HttpStatusCode Status, string? Error)> ErrorAsync(string body, string? key, string type = "application/json")
        {
            var (status, text) = await PostAsync("/v1/chat/completions", body, key, type: type);
            return (status, JsonNode.Parse(text)!["error"]!.GetValue<string>());
        }

        public async Task<IEnumerable<string>> ModelsAsync(HttpClient client, string? key) =>
            JsonNode.Parse((await GetAsync("/v1/models", key, client)).Body)!["data"]!.AsArray().Select(model => model!["id"]!.GetValue<string>());

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }

        private async Task AddAsync(string name, string repository, string type)
        {
            var replica = await Replica.StartAsync(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync($"{name} {context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await reader.ReadToEndAsync()}");
            });
            replicas.Add(replica);
            Gateway.Set(Endpoint(name, repository, type), replica.Pod);
        }

        private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient client, HttpRequestMessage request, string? key)
        {
            request.Headers.Host = "gateway.example.com";
            request.Version = client.DefaultRequestVersion;
            request.VersionPolicy = client.DefaultVersionPolicy;
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            using var response = await client.SendAsync(request, Gateway.Deadline);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(Gateway.Deadline));
        }
    }
}
