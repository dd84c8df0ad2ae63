using System.Net;
using System.Net.Http.Headers;
using System.Text;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Settings;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>Hugging Face's serverless API at the gateway's own host, where the path says which model is meant.</summary>
public sealed class ServerlessTests
{
    private const string Loading = """{"error":"Model openai/whisper is currently loading","estimated_time":20.0}""";

    [Theory]
    [InlineData("/models/openai/whisper", "/")]
    [InlineData("/models/speech", "/")]
    [InlineData("/models/team/speech?x=%2F", "/?x=%2F")]
    [InlineData("/models/openai/whisper/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/models/speech/v1/chat/completions", "/v1/chat/completions")]
    public async Task A_models_path_is_the_root_of_the_endpoint_that_serves_it(string path, string expected)
    {
        await using var replica = await EchoAsync();
        await using var gateway = await StartAsync();
        gateway.Set(Endpoint(), replica.Pod);

        var (status, text, _) = await PostAsync(gateway, path, """{"inputs":"é"}""");

        Assert.Equal((HttpStatusCode.OK, $$"""POST {{expected}} {"inputs":"é"}"""), (status, text));
    }

    [Fact]
    public async Task An_engine_without_a_root_completes_a_prompt_all_the_same()
    {
        await using var replica = await Replica.StartAsync(context => context.Response.WriteAsync("""{"choices":[{"text":" world","finish_reason":"stop"}]}"""));
        await using var gateway = await StartAsync();
        var endpoint = Endpoint();
        endpoint.Spec.Model.Image = new ImageSpec { Vllm = new VllmImage() };
        gateway.Set(endpoint, replica.Pod);

        var (status, text, _) = await PostAsync(gateway, "/models/openai/whisper", """{"inputs":"Hello"}""");

        Assert.Equal((HttpStatusCode.OK, """[{"generated_text":" world"}]"""), (status, text));
    }

    [Fact]
    public async Task A_model_that_nobody_serves_or_that_the_caller_may_not_see_does_not_exist()
    {
        await using var gateway = await StartAsync();
        gateway.Set(Endpoint(type: EndpointTypes.Private));

        var missing = await PostAsync(gateway, "/models/google/gemma", "{}");
        var hidden = await PostAsync(gateway, "/models/openai/whisper", "{}");
        var nameless = await PostAsync(gateway, "/models/", "{}");

        Assert.Equal((HttpStatusCode.NotFound, """{"error":"Model google/gemma does not exist"}"""), (missing.Status, missing.Body));
        Assert.Equal((HttpStatusCode.NotFound, """{"error":"Model openai/whisper does not exist"}"""), (hidden.Status, hidden.Body));
        Assert.Equal((HttpStatusCode.NotFound, """{"error":"Not Found: no endpoint is reached under this URL"}"""), (nameless.Status, nameless.Body));
    }

    [Fact]
    public async Task Of_several_endpoints_with_a_model_the_one_that_the_caller_may_use_is_asked()
    {
        await using var replica = await EchoAsync();
        await using var gateway = await StartAsync();
        gateway.AddKey(GatewayUnderTest.Key);
        gateway.Set(Endpoint("others", EndpointTypes.Protected), replica.Pod);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(gateway, "/models/openai/whisper", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(gateway, "/models/openai/whisper", "{}", ("Authorization", $"Bearer {GatewayUnderTest.Key}"))).Status);

        gateway.Set(Endpoint("mine"), replica.Pod);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(gateway, "/models/openai/whisper", "{}")).Status);
    }

    [Theory]
    [InlineData("scaledToZero")]
    [InlineData("initializing")]
    [InlineData("pending")]
    [InlineData("running")]
    public async Task A_model_without_a_replica_is_loading(string state)
    {
        await using var gateway = await StartAsync();
        gateway.Set(Endpoint(state: state));

        var (status, text, headers) = await PostAsync(gateway, "/models/openai/whisper", "{}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, Loading, "5"), (status, text, headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task Its_estimated_time_is_what_the_last_start_took()
    {
        await using var gateway = await StartAsync();
        var endpoint = Endpoint(state: "scaledToZero");
        var started = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        endpoint.Status!.LastStart = new EndpointStart { StartedAt = started, ReadyAt = started.AddSeconds(93.5) };
        gateway.Set(endpoint);

        var (_, text, _) = await PostAsync(gateway, "/models/speech", "{}");

        Assert.Equal("""{"error":"Model speech is currently loading","estimated_time":93.5}""", text);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    public async Task Who_waits_for_the_model_is_answered_when_it_has_started(string header)
    {
        await using var replica = await EchoAsync();
        await using var gateway = await StartAsync();
        gateway.Set(Endpoint(state: "initializing"));
        var waiting = PostAsync(gateway, "/models/openai/whisper", "{}", ("x-wait-for-model", header));
        await Eventually.EqualAsync("1", () => gateway.MetricAsync(
            $"inferenceendpoints_gateway_requests_held{{endpoint_namespace=\"{GatewayUnderTest.Team}\",endpoint_name=\"speech\"}}"));

        gateway.Set(Endpoint(), replica.Pod);

        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
    }

    [Fact]
    public async Task Nobody_waits_for_longer_than_the_gateway_lets_him_or_for_what_does_not_start()
    {
        await using var gateway = await StartAsync(options => options.MaxHoldTime = TimeSpan.FromMilliseconds(100));
        gateway.Set(Endpoint(state: "initializing"));
        var waited = await PostAsync(gateway, "/models/openai/whisper", "{}", ("x-wait-for-model", "true"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Loading), (waited.Status, waited.Body));

        gateway.Set(Endpoint(state: "failed"));
        var failed = await PostAsync(gateway, "/models/openai/whisper", "{}", ("x-wait-for-model", "true"));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"error":"503 Service Unavailable: the endpoint has failed; its status says why"}"""), (failed.Status, failed.Body));
    }

    private static async Task<GatewayUnderTest> StartAsync(Action<GatewayOptions>? configure = null)
    {
        var gateway = await GatewayUnderTest.StartAsync(configure);
        gateway.Client.DefaultRequestHeaders.Host = "gateway.example.com";
        return gateway;
    }

    private static InferenceEndpoint Endpoint(string name = "speech", string type = EndpointTypes.Public, string state = "running") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = GatewayUnderTest.Team },
        Spec = new InferenceEndpointSpec { Type = type, Model = new ModelSpec { Repository = "openai/whisper" } },
        Status = new InferenceEndpointStatus { State = state, Url = $"https://{name}.example.com" },
    };

    private static Task<Replica> EchoAsync() => Replica.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await reader.ReadToEndAsync()}");
    });

    private static async Task<(HttpStatusCode Status, string Body, HttpResponseHeaders Headers)> PostAsync(
        GatewayUnderTest gateway, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await gateway.Client.SendAsync(request, gateway.Deadline);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(gateway.Deadline), response.Headers);
    }
}
