using System.Net;

namespace IntegrationTests.Servers;

public sealed class ModelServerFaultTests : IDisposable
{
    private const string Request = """{"inputs": "a", "parameters": {"max_new_tokens": 1}}""";

    private readonly ModelDirectory _model = ModelDirectory.Downloaded();

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("start", 1)]
    [InlineData("start:3", 3)]
    [InlineData("0.05:137", 137)]
    public async Task It_crashes_when_it_was_told_to(string crash, int expected)
    {
        await using var server = ServerProcess.Launch("model-server", ("MODEL_ID", _model.Path), ("MODEL_SERVER_CRASH", crash));

        Assert.Equal(expected, await server.WaitForExitAsync());
        Assert.Contains($"exit code {expected}", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_crashes_at_once_on_request()
    {
        await using var server = await StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => server.StatusAsync(HttpMethod.Post, "/admin/crash?code=7"));

        Assert.Equal(7, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task It_is_ready_and_unready_on_request()
    {
        await using var server = await StartAsync(("MODEL_SERVER_NEVER_READY", "1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusAsync(HttpMethod.Get, "/"));

        await server.StatusAsync(HttpMethod.Post, "/admin/ready");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(HttpMethod.Get, "/"));

        await server.StatusAsync(HttpMethod.Post, "/admin/unready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusAsync(HttpMethod.Get, "/health"));
    }

    [Fact]
    public async Task It_can_hang_with_requests_while_health_is_fine()
    {
        await using var server = await StartAsync(("MODEL_SERVER_HANG", "requests"));

        await AssertHangsAsync(server, () => server.PostJsonAsync("/generate", Request));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(HttpMethod.Get, "/health"));

        await server.StatusAsync(HttpMethod.Post, "/admin/ready");
        Assert.Equal(HttpStatusCode.OK, (await server.PostJsonAsync("/generate", Request)).Status);
    }

    [Fact]
    public async Task It_can_hang_with_everything()
    {
        await using var server = await StartAsync();

        await server.StatusAsync(HttpMethod.Post, "/admin/hang");

        await AssertHangsAsync(server, () => server.StatusAsync(HttpMethod.Get, "/health"));
        await server.StatusAsync(HttpMethod.Post, "/admin/hang?scope=nothing");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync(HttpMethod.Get, "/health"));
    }

    [Fact]
    public async Task Exactly_the_told_part_of_the_requests_fails()
    {
        await using var server = await StartAsync(("MODEL_SERVER_FAIL_RATE", "0.5"));

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await server.PostJsonAsync("/generate", Request)).Status);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.FailedDependency, HttpStatusCode.OK, HttpStatusCode.FailedDependency], statuses);
    }

    [Fact]
    public async Task It_is_as_slow_as_it_was_told()
    {
        await using var server = await StartAsync();
        await server.StatusAsync(HttpMethod.Post, "/admin/slow?ms=300");
        var started = TimeProvider.System.GetTimestamp();

        await server.PostJsonAsync("/generate", Request);

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(299));
    }

    /// <summary>That nothing comes can only be seen by waiting a little.</summary>
    private static async Task AssertHangsAsync<T>(ServerProcess server, Func<Task<T>> request)
    {
        var pending = request();
        var waited = Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, server.Deadline);
        Assert.Same(waited, await Task.WhenAny(pending, waited));
    }

    private Task<ServerProcess> StartAsync(params (string Name, string Value)[] environment) =>
        ServerProcess.StartAsync("model-server", [("MODEL_ID", _model.Path), ("MODEL_SERVER_TOKEN_MS", "0"), .. environment]);
}
