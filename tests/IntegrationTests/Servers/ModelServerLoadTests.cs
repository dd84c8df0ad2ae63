using System.Net;

namespace IntegrationTests.Servers;

/// <summary>Several requests at once, callers who go away, and the end of the process.</summary>
public sealed class ModelServerLoadTests : IDisposable
{
    private const string LongRequest = """{"inputs": "a b c", "parameters": {"max_new_tokens": 4000}}""";

    private readonly ModelDirectory _model = ModelDirectory.Downloaded();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task A_caller_who_goes_away_aborts_the_generation()
    {
        await using var server = await StartAsync();
        await foreach (var _ in server.EventsAsync("/generate_stream", LongRequest))
        {
            Assert.Equal(1, await server.MetricAsync("tgi_batch_current_size"));
            break;
        }

        await server.WaitForMetricAsync("model_server_aborted_requests", 1);
        await server.WaitForMetricAsync("tgi_batch_current_size", 0);
    }

    [Fact]
    public async Task Requests_beyond_the_batch_wait_and_beyond_the_limit_are_refused()
    {
        await using var server = await StartAsync(("MODEL_SERVER_MAX_CONCURRENT", "1"), ("MAX_CONCURRENT_REQUESTS", "2"));
        await using var running = server.EventsAsync("/generate_stream", LongRequest).GetAsyncEnumerator();
        await running.MoveNextAsync();
        var waiting = server.PostJsonAsync("/generate", """{"inputs": "a", "parameters": {"max_new_tokens": 1}}""");
        await server.WaitForMetricAsync("tgi_queue_size", 1);

        var (status, body) = await server.PostJsonAsync("/generate", LongRequest);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("""{"error":"Model is overloaded","error_type":"overloaded"}""", body.GetRawText());
        Assert.Equal(1, await server.MetricAsync("tgi_batch_current_size"));

        await running.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
        Assert.Equal(1, await server.MetricAsync("""tgi_request_failure{err="overloaded"}"""));
        Assert.Equal(1, await server.MetricAsync("tgi_request_success"));
    }

    [Fact]
    public async Task A_terminated_server_finishes_what_it_generates_and_exits_with_0()
    {
        await using var server = await StartAsync();
        const string Request = """{"inputs": "a b c", "parameters": {"max_new_tokens": 50}}""";
        var count = 0;
        await foreach (var _ in server.EventsAsync("/generate_stream", Request))
        {
            if (++count == 1)
            {
                await server.TerminateAsync();
            }
        }

        Assert.Equal(50, count);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task A_termination_that_takes_too_long_is_cut_short()
    {
        await using var server = await StartAsync(("GRACEFUL_TERMINATION_TIMEOUT", "0.2"), ("MODEL_SERVER_HANG", "requests"));
        var hung = server.PostJsonAsync("/generate", LongRequest);
        await server.WaitForMetricAsync("tgi_request_count", 1);

        await server.TerminateAsync();

        await server.WaitForExitAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => hung);
    }

    private Task<ServerProcess> StartAsync(params (string Name, string Value)[] environment) =>
        ServerProcess.StartAsync("model-server", [("MODEL_ID", _model.Path), ("MODEL_SERVER_TOKEN_MS", "10"), .. environment]);
}
