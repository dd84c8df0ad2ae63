using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace IntegrationTests.Servers;

/// <summary>The model server in the place of the inference toolkit.</summary>
public sealed class ToolkitTests : IDisposable
{
    private readonly ModelDirectory _model = ModelDirectory.Downloaded();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Audio_bytes_become_text()
    {
        await using var server = await StartAsync("automatic-speech-recognition");

        var (status, body) = await PostBytesAsync(server, "audio/wav");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("1024", body.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("audio/x-nothing")]
    [InlineData("Audio/wav")]
    public async Task A_content_type_that_is_not_exactly_known_is_a_400(string? contentType)
    {
        await using var server = await StartAsync("automatic-speech-recognition");

        var (status, body) = await PostBytesAsync(server, contentType);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(
            $"Content type \"{contentType ?? "None"}\" not supported", body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(body.TryGetProperty("error_type", out _));
    }

    [Theory]
    [InlineData("text-classification", JsonValueKind.Array)]
    [InlineData("feature-extraction", JsonValueKind.Array)]
    [InlineData("text-generation", JsonValueKind.Array)]
    [InlineData("automatic-speech-recognition", JsonValueKind.Object)]
    public async Task The_answer_has_the_shape_of_its_task(string task, JsonValueKind expected)
    {
        await using var server = await StartAsync(task);

        var (status, body) = await server.PostJsonAsync("/predict", """{"inputs": "I like you"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(expected, body.ValueKind);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostJsonAsync("/", """{"input": "a"}""")).Status);
    }

    [Fact]
    public async Task A_custom_handler_wins_over_the_task_and_is_named()
    {
        _model.Write("handler.py", "class EndpointHandler:\n    pass\n");
        await using var server = await StartAsync("automatic-speech-recognition");

        var (_, info) = await server.GetJsonAsync("/info");
        var (_, body) = await server.PostJsonAsync("/", """{"inputs": {"any": ["thing"]}}""");

        Assert.Equal("custom handler", info.GetProperty("engine").GetString());
        Assert.Equal("EndpointHandler", body.GetProperty("handler").GetString());
        Assert.Equal("""{"any":["thing"]}""", body.GetProperty("inputs").GetRawText());
    }

    [Fact]
    public async Task A_handler_without_the_class_does_not_start()
    {
        _model.Write("handler.py", "def handle():\n    pass\n");
        await using var server = ServerProcess.Launch("model-server", ("HF_MODEL_DIR", _model.Path));

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains("does not define 'class EndpointHandler'", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_request_runs_at_a_time()
    {
        await using var server = await StartAsync("text-classification");
        await server.StatusAsync(HttpMethod.Post, "/admin/slow?ms=200");

        var both = new[] { server.PostJsonAsync("/", """{"inputs": "a"}"""), server.PostJsonAsync("/", """{"inputs": "b"}""") };
        await server.WaitForMetricAsync("inf_queue_size", 1);

        Assert.Equal(1, await server.MetricAsync("inf_batch_current_size"));
        Assert.All(await Task.WhenAll(both), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostBytesAsync(ServerProcess server, string? contentType)
    {
        using var content = new ByteArrayContent(new byte[1024]);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        using var response = await server.Client.PostAsync(new Uri("/", UriKind.Relative), content, server.Deadline);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(server.Deadline)).RootElement);
    }

    private Task<ServerProcess> StartAsync(string task) =>
        ServerProcess.StartAsync("model-server", ("HF_MODEL_DIR", _model.Path), ("HF_TASK", task), ("MODEL_SERVER_TOKEN_MS", "0"));
}
