using System.Net.Http.Headers;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary>What requests move and cost, by endpoint.</summary>
public sealed class UsageTests
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":12,\"total_tokens\":19}";

    [Fact]
    public async Task Bytes_are_counted_both_ways()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync(new string('x', 200_000));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        await PostAsync(gateway, new ByteArrayContent(new byte[100_000]));
        await PostAsync(gateway, new ByteArrayContent(new byte[1]));

        await Eventually.EqualAsync("400000", () => MetricAsync(gateway, "response_bytes_total"));
        Assert.Equal("100001", await MetricAsync(gateway, "request_bytes_total"));
        Assert.Equal("0", await MetricAsync(gateway, "generated_tokens_total"));
    }

    [Theory]
    [InlineData("application/json", "{\"id\":\"1\"," + Usage + "}")]
    [InlineData("text/event-stream", "data: {\"id\":\"1\"}\n\ndata: {" + Usage + "}\n\ndata: [DONE]\n\n")]
    public async Task Tokens_are_counted_where_the_engine_tells_of_them(string type, string answer)
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            context.Response.ContentType = type;
            foreach (var piece in answer.Chunk(10))
            {
                await context.Response.WriteAsync(new string(piece));
                await context.Response.Body.FlushAsync();
            }
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);

        Assert.Equal(answer, await PostAsync(gateway, new StringContent("{}")));
        await PostAsync(gateway, new StringContent("{}"));

        await Eventually.EqualAsync("24", () => MetricAsync(gateway, "generated_tokens_total"));
        Assert.Equal("14", await MetricAsync(gateway, "prompt_tokens_total"));
        await Eventually.EqualAsync(2, () => Task.FromResult(gateway.AccessLog.Length));
        Assert.All(
            gateway.AccessLog, line => Assert.Equal((7, 12), (line.GetProperty("prompt_tokens").GetInt32(), line.GetProperty("generated_tokens").GetInt32())));
    }

    [Fact]
    public async Task TGI_tells_in_headers_and_an_adapted_answer_counts_as_the_engine_made_it()
    {
        await using var replica = await Replica.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            if (context.Request.Path == "/generate")
            {
                context.Response.Headers["x-prompt-tokens"] = "1";
                context.Response.Headers["x-generated-tokens"] = "2";
            }

            return context.Response.WriteAsync($$"""{"choices":[{"text":" world","finish_reason":"stop"}],{{Usage}}}""");
        });
        await using var gateway = await GatewayUnderTest.StartAsync();
        var endpoint = GatewayUnderTest.Endpoint();
        endpoint.Spec.Model.Image = new ImageSpec { Vllm = new VllmImage() };
        gateway.Set(endpoint, replica.Pod);

        await PostAsync(gateway, new StringContent("{}"), "/generate");
        await Eventually.EqualAsync("2", () => MetricAsync(gateway, "generated_tokens_total"));
        await PostAsync(gateway, new StringContent("""{"inputs":"Hello"}""", MediaTypeHeaderValue.Parse("application/json")), "/");

        await Eventually.EqualAsync("14", () => MetricAsync(gateway, "generated_tokens_total"));
        Assert.Equal("8", await MetricAsync(gateway, "prompt_tokens_total"));
    }

    private static async Task<string> PostAsync(GatewayUnderTest gateway, HttpContent content, string path = "/x")
    {
        using (content)
        {
            using var response = await gateway.Client.PostAsync(new Uri(path, UriKind.Relative), content, gateway.Deadline);
            return await response.Content.ReadAsStringAsync(gateway.Deadline);
        }
    }

    private static Task<string> MetricAsync(GatewayUnderTest gateway, string name) => gateway.MetricAsync(
        $"inferenceendpoints_gateway_{name}{{endpoint_namespace=\"{GatewayUnderTest.Team}\",endpoint_name=\"gpt2\"}}");
}
