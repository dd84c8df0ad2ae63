using System.Net;
using System.Text;
using InferenceEndpoints.Entities;
using Microsoft.AspNetCore.Http;

namespace IntegrationTests.Gateway;

/// <summary><c>POST /</c> of Hugging Face's clients at an engine that has OpenAI's API alone.</summary>
public sealed class TextGenerationTests
{
    private const string Answer = """[{"generated_text":" world"}]""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prompt_posted_to_the_root_is_completed(bool isChunked)
    {
        var asked = new TaskCompletionSource<string>();
        await using var replica = await Replica.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            asked.SetResult($"{context.Request.Method} {context.Request.Path} {context.Request.ContentType} {await reader.ReadToEndAsync()}");
            const string Completion = """{"choices":[{"text":" world","finish_reason":"stop"}]}""";
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = isChunked ? null : Completion.Length;
            await context.Response.WriteAsync(Completion);
        });
        await using var gateway = await StartAsync(replica);

        var (response, text) = await PostAsync(gateway, """{"inputs":"Hello"}""");

        Assert.Equal((HttpStatusCode.OK, Answer, "application/json"), (response.StatusCode, text, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal("""POST /v1/completions application/json {"model":"gpt2","prompt":"Hello","stream":false,"max_tokens":100,"temperature":0}""", await asked.Task);
    }

    [Fact]
    public async Task A_stream_goes_out_token_by_token()
    {
        using var next = new SemaphoreSlim(0);
        await using var replica = await Replica.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"text\":\"one\"}]}\n\n");
            await context.Response.Body.FlushAsync();
            await next.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: {\"choices\":[{\"text\":\" two\",\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        });
        await using var gateway = await StartAsync(replica);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Json("""{"inputs":"Count","stream":true}""") };

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gateway.Deadline);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(gateway.Deadline));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("\"text\":\"one\"", await reader.ReadLineAsync(gateway.Deadline), StringComparison.Ordinal);
        next.Release();
        Assert.Contains("\"generated_text\":\"one two\"", await reader.ReadToEndAsync(gateway.Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_and_errors_are_told_and_no_half_answer_is()
    {
        await using var replica = await Replica.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            if ((await reader.ReadToEndAsync()).Contains("\"overload\"", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                await context.Response.WriteAsync("""{"error":"busy"}""");
            }
            else
            {
                await context.Response.WriteAsync("no completion");
            }
        });
        await using var gateway = await StartAsync(replica);

        var (invalid, mistake) = await PostAsync(gateway, """{"text":"Hello"}""");
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, """{"error":"Input validation error: inputs is missing: set it to the prompt","error_type":"validation"}"""),
            (invalid.StatusCode, mistake));
        var (busy, error) = await PostAsync(gateway, """{"inputs":"overload"}""");
        Assert.Equal((HttpStatusCode.TooManyRequests, """{"error":"busy"}"""), (busy.StatusCode, error));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(gateway, """{"inputs":"Hello"}"""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(gateway, $$"""{"inputs":"{{new string('x', 1_200_000)}}"}""")).Response.StatusCode);
    }

    [Theory]
    [InlineData(GatewayUnderTest.Host, "/")]
    [InlineData("gateway.example.com", "/v1/completions")]
    public async Task A_body_that_was_looked_into_is_not_waited_for_twice(string host, string target)
    {
        await using var replica = await Replica.StartAsync(context =>
            context.Response.WriteAsync($$"""{"choices":[{"text":"{{context.Request.Headers.Expect.Count}}","finish_reason":"stop"}]}"""));
        await using var gateway = await StartAsync(replica);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = Json("""{"model":"gpt2","inputs":"Hello"}""") };
        (request.Headers.Host, request.Headers.ExpectContinue) = (host, true);

        using var response = await gateway.Client.SendAsync(request, gateway.Deadline);

        Assert.Contains("\"0\"", await response.Content.ReadAsStringAsync(gateway.Deadline), StringComparison.Ordinal);
    }

    private static async Task<GatewayUnderTest> StartAsync(Replica replica)
    {
        var gateway = await GatewayUnderTest.StartAsync();
        var endpoint = GatewayUnderTest.Endpoint();
        endpoint.Spec.Model.Image = new ImageSpec { Vllm = new VllmImage() };
        gateway.Set(endpoint, replica.Pod);
        return gateway;
    }

    private static async Task<(HttpResponseMessage Response, string Text)> PostAsync(GatewayUnderTest gateway, string body)
    {
        using var content = Json(body);
        var response = await gateway.Client.PostAsync(new Uri("/", UriKind.Relative), content, gateway.Deadline);
        return (response, await response.Content.ReadAsStringAsync(gateway.Deadline));
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
