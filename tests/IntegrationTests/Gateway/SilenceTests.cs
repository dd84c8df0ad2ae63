using System.IO.Pipelines;

namespace IntegrationTests.Gateway;

/// <summary>Callers who go amid their request's body, or as the time for it is up: the two meet on different threads.</summary>
public sealed class SilenceTests
{
    private static readonly Uri Path = new("/x", UriKind.Relative);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_goes_amid_the_body_is_no_error(bool isHttp2)
    {
        var (arrived, aborted) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var replica = await Replica.StartAsync(async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            arrived.SetResult();
            await aborted.Task;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(replica.Pod);
        using var client = Client(gateway, isHttp2);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(gateway.Deadline);

        var asking = PostAsync(client, caller.Token);
        await arrived.Task.WaitAsync(gateway.Deadline);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await aborted.Task.WaitAsync(gateway.Deadline);
        await Eventually.EqualAsync("1", () => gateway.RequestsAsync(499));
        Assert.DoesNotContain("unhandled exception", gateway.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_goes_as_the_time_is_up_is_no_error(bool isHttp2)
    {
        const int Rounds = 5, Callers = 100;
        var timeout = TimeSpan.FromMilliseconds(64);
        await using var replica = await Replica.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var gateway = await GatewayUnderTest.StartAsync(options => options.ActivityTimeout = timeout, replica.Pod);
        using var client = Client(gateway, isHttp2);

        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => GoAfterAsync(client, timeout + TimeSpan.FromMilliseconds(i * 16.0 / Callers))));
        }

        Assert.DoesNotContain("unhandled exception", gateway.Log, StringComparison.OrdinalIgnoreCase);
    }

    private static HttpClient Client(GatewayUnderTest gateway, bool isHttp2) => isHttp2 ? gateway.CreateHttp2Client() : gateway.CreateClient(gateway.Public);

    private static async Task GoAfterAsync(HttpClient client, TimeSpan time)
    {
        using var patience = new CancellationTokenSource(time);
        try
        {
            await PostAsync(client, patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException)
        {
            // Whichever came first.
        }
    }

    /// <summary>The beginning of a body whose rest never comes.</summary>
    private static async Task PostAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[48 * 1024], cancellationToken); // more than a client keeps back, and no more than it may send at once
        using var content = new StreamContent(pipe.Reader.AsStream());
        using var response = await client.PostAsync(Path, content, cancellationToken);
    }
}
