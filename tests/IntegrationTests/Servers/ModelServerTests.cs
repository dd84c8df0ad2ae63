using System.Net;
using System.Text.Json;

namespace IntegrationTests.Servers;

public sealed class ModelServerTests : IDisposable
{
    private readonly ModelDirectory _model = ModelDirectory.Downloaded();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Without_a_model_it_exits_with_1_and_says_why()
    {
        await using var missing = ServerProcess.Launch("model-server", ("MODEL_ID", "/does/not/exist"));
        Assert.Equal(1, await missing.WaitForExitAsync());
        Assert.Contains("/does/not/exist does not exist", missing.Output, StringComparison.Ordinal);

        using var nothing = ModelDirectory.Empty();
        await using var empty = ServerProcess.Launch("model-server", ("HF_MODEL_DIR", nothing.Path));
        Assert.Equal(1, await empty.WaitForExitAsync());
        Assert.Contains($"{nothing.Path} is empty", empty.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_unhealthy_in_the_words_of_TGI_until_the_model_is_loaded()
    {
        await using var loading = await StartTgiAsync(("MODEL_SERVER_LOAD_SECONDS", "600"));
        var (status, body) = await loading.GetJsonAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("""{"error":"unhealthy","error_type":"healthcheck"}""", body.GetRawText());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await loading.PostJsonAsync("/generate", """{"inputs": "a"}""")).Status);

        await using var server = await StartTgiAsync(("MODEL_SERVER_LOAD_SECONDS", "0.1"));
        while (await server.StatusAsync(HttpMethod.Get, "/health") != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, server.Deadline);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.PostJsonAsync("/generate", """{"inputs": "a"}""")).Status);
    }

    [Fact]
    public async Task Info_tells_the_commit_that_was_downloaded()
    {
        await using var server = await StartTgiAsync(("POD_NAME", "pod-7"), ("MAX_INPUT_TOKENS", "100"));

        var (_, info) = await server.GetJsonAsync("/info");

        Assert.Equal(ModelDirectory.Commit, info.GetProperty("model_sha").GetString());
        Assert.Equal(_model.Path, info.GetProperty("model_id").GetString());
        Assert.Equal("pod-7", info.GetProperty("pod").GetString());
        Assert.Equal("text-generation-inference", info.GetProperty("engine").GetString());
        Assert.Equal(100, info.GetProperty("max_input_tokens").GetInt32());
        Assert.Equal(1, info.GetProperty("file_count").GetInt32());
    }

    [Fact]
    public async Task The_same_prompt_has_the_same_answer_of_the_asked_length()
    {
        const string Request = """{"inputs": "the cat sat on the mat", "parameters": {"max_new_tokens": 7, "seed": 3, "details": true}}""";
        await using var server = await StartTgiAsync();

        var (_, first) = await server.PostJsonAsync("/generate", Request);
        var (_, second) = await server.PostJsonAsync("/generate", Request);

        Assert.Equal(first.GetRawText(), second.GetRawText());
        var text = first.GetProperty("generated_text").GetString()!;
        Assert.Equal(7, text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(
            """{"finish_reason":"length","generated_tokens":7,"seed":3,"input_length":6}""",
            first.GetProperty("details").GetRawText());
    }

    [Fact]
    public async Task The_root_route_answers_as_the_pipelines_do()
    {
        await using var server = await StartTgiAsync();

        var (_, full) = await server.PostJsonAsync("/", """{"inputs": "a b", "parameters": {"max_new_tokens": 1}}""");
        Assert.StartsWith("a b ", full[0].GetProperty("generated_text").GetString(), StringComparison.Ordinal);

        var (_, rest) = await server.PostJsonAsync(
            "/", """{"inputs": "a b", "parameters": {"max_new_tokens": 1, "return_full_text": false}}""");
        Assert.StartsWith(" ", rest[0].GetProperty("generated_text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generation_ends_with_a_stop_sequence()
    {
        await using var server = await StartTgiAsync();

        var (_, body) = await server.PostJsonAsync(
            "/generate", """{"inputs": "one two STOP", "parameters": {"max_new_tokens": 100, "stop": ["STOP"], "details": true}}""");

        Assert.EndsWith("STOP", body.GetProperty("generated_text").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop_sequence", body.GetProperty("details").GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_stream_has_one_event_per_token_and_the_text_in_the_last()
    {
        await using var server = await StartTgiAsync();

        var events = await server.EventsAsync("/generate_stream", """{"inputs": "a b a c", "parameters": {"max_new_tokens": 5}}""")
            .Select(data => JsonDocument.Parse(data).RootElement).ToListAsync();

        Assert.Equal(5, events.Count);
        Assert.All(events.SkipLast(1), e => Assert.Equal(JsonValueKind.Null, e.GetProperty("generated_text").ValueKind));
        Assert.Equal(
            string.Concat(events.Select(e => e.GetProperty("token").GetProperty("text").GetString())),
            events[^1].GetProperty("generated_text").GetString());
        Assert.Equal("length", events[^1].GetProperty("details").GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_chat_streams_deltas_then_usage_then_done()
    {
        await using var server = await StartTgiAsync();

        var events = await server.EventsAsync(
            "/v1/chat/completions",
            """
            {"model": "tgi", "stream": true, "stream_options": {"include_usage": true}, "max_tokens": 3,
             "messages": [{"role": "user", "content": [{"type": "text", "text": "why is the sky blue"}]}]}
            """).ToListAsync();

        Assert.Equal("[DONE]", events[^1]);
        var chunks = events.SkipLast(1).Select(data => JsonDocument.Parse(data).RootElement).ToList();
        Assert.Equal(4, chunks.Count);
        Assert.All(chunks, chunk => Assert.Equal("tgi", chunk.GetProperty("model").GetString()));
        Assert.Equal("length", chunks[2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("""{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}""", chunks[3].GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task A_plain_chat_and_a_plain_completion_say_the_same()
    {
        await using var server = await StartTgiAsync();

        var (_, chat) = await server.PostJsonAsync(
            "/v1/chat/completions", """{"messages": [{"role": "user", "content": "a b a c"}], "max_tokens": 4}""");
        var (_, completion) = await server.PostJsonAsync("/v1/completions", """{"prompt": "a b a c", "max_tokens": 4}""");

        Assert.Equal(
            completion.GetProperty("choices")[0].GetProperty("text").GetString(),
            chat.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(8, chat.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"parameters": {}}""", "`inputs` cannot be empty")]
    [InlineData("""{"inputs": "a b c d"}""", "`inputs` must have less than 3 tokens. Given: 4")]
    [InlineData("""{"inputs": "a", "parameters": {"max_new_tokens": 5}}""", "`inputs` tokens + `max_new_tokens` must be <= 5")]
    [InlineData("{", "Input validation error")]
    public async Task A_request_that_TGI_would_refuse_is_refused_in_its_words(string request, string expected)
    {
        await using var server = await StartTgiAsync(("MAX_INPUT_TOKENS", "3"), ("MAX_TOTAL_TOKENS", "5"));

        var (status, body) = await server.PostJsonAsync("/generate", request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(expected, body.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("validation", body.GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task Tokens_put_together_are_the_text()
    {
        await using var server = await StartTgiAsync();

        var (_, tokens) = await server.PostJsonAsync("/tokenize", """{"inputs": "a  bc d "}""");

        Assert.Equal("a  bc d ", string.Concat(tokens.EnumerateArray().Select(token => token.GetProperty("text").GetString())));
    }

    private Task<ServerProcess> StartTgiAsync(params (string Name, string Value)[] environment) =>
        ServerProcess.StartAsync("model-server", [("MODEL_ID", _model.Path), ("MODEL_SERVER_TOKEN_MS", "1"), .. environment]);
}
