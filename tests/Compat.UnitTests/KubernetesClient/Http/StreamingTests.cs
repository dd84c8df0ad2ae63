using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using k8s.Watch;
using Microsoft.AspNetCore.Http;

namespace Compat.UnitTests.KubernetesClient.Http;

public sealed class StreamingTests
{
    private const string Line = """{"type":"ADDED","object":{"metadata":{"name":"a"}}}""";
    private static readonly WatchRequest Pods = new() { Group = "", Version = "v1", Plural = "pods", Namespace = "ns" };

    [Fact]
    public async Task A_watch_asks_for_what_it_was_told()
    {
        await using var server = await ScriptedServer.StartAsync((200, "", []));
        using var client = Client(server);
        var request = Pods with
        {
            AllowBookmarks = true,
            FieldSelector = "metadata.name=a",
            LabelSelector = "b=c",
            ResourceVersion = "7",
            Timeout = TimeSpan.FromMinutes(5),
        };
        await using var watch = await client.OpenWatchAsync<V1Pod>(request, default);
        Assert.Equal(
            "/api/v1/namespaces/ns/pods?watch=true&allowWatchBookmarks=true&fieldSelector=metadata.name%3Da&labelSelector=b%3Dc&resourceVersion=7"
            + "&timeoutSeconds=300",
            Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task A_connection_that_breaks_within_a_line_is_an_IOException_after_the_whole_lines()
    {
        var wasRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync($"{Line}\n{Line[..20]}", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await wasRead.Task;
            context.Abort();
        });
        using var client = Client(server);
        await using var watch = await client.OpenWatchAsync<V1Pod>(Pods, default);
        await using var messages = watch.GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync());
        wasRead.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(async () => await messages.MoveNextAsync());
    }

    [Fact]
    public async Task A_server_that_ends_within_a_line_ends_the_watch_after_the_whole_lines()
    {
        await using var server = await ScriptedServer.StartAsync((200, $"{Line}\n{Line[..20]}", []));
        using var client = Client(server);
        await using var watch = await client.OpenWatchAsync<V1Pod>(Pods, default);
        Assert.Single(await watch.ToListAsync());
    }

    [Fact]
    public async Task A_message_is_seen_while_the_watch_stays_open_and_disposing_hangs_up()
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(context => StayOpenAsync(context, Line + "\n", hungUp));
        using var client = Client(server);
        await using (var watch = await client.OpenWatchAsync<V1Pod>(Pods, default))
        {
            await using var messages = watch.GetAsyncEnumerator();
            Assert.True(await messages.MoveNextAsync());
            Assert.Equal("a", messages.Current.Object!.Metadata.Name);
        }

        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Cancelling_ends_a_silent_watch()
    {
        await using var server = await ScriptedServer.StartAsync(context => StayOpenAsync(context, "", new TaskCompletionSource()));
        using var client = Client(server);
        using var cancel = new CancellationTokenSource();
        await using var watch = await client.OpenWatchAsync<V1Pod>(Pods, cancel.Token);
        await using var messages = watch.GetAsyncEnumerator(cancel.Token);
        var next = messages.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task A_watch_that_is_refused_is_an_error_at_once()
    {
        await using var server = await ScriptedServer.StartAsync((410, """{"kind":"Status","reason":"Expired","code":410}""", []));
        using var client = Client(server);
        var refusal = await Assert.ThrowsAsync<HttpOperationException>(() => client.OpenWatchAsync<V1Pod>(Pods, default));
        Assert.Equal((HttpStatusCode.Gone, "Expired"), (refusal.Response.StatusCode, refusal.Status!.Reason));
    }

    [Fact]
    public async Task A_log_is_read_line_by_line_and_disposing_it_hangs_up()
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(context => StayOpenAsync(context, "one\ntwo\n", hungUp));
        using var client = Client(server);
        await using (var log = await client.CoreV1.ReadNamespacedPodLogAsync("p", "ns", container: "c", follow: true, tailLines: 2, timestamps: false))
        {
            using var reader = new StreamReader(log);
            Assert.Equal("one", await reader.ReadLineAsync());
            Assert.Equal("two", await reader.ReadLineAsync());
        }

        Assert.Equal("/api/v1/namespaces/ns/pods/p/log?container=c&follow=true&tailLines=2&timestamps=false", Assert.Single(server.Requests).Target);
        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_log_can_be_read_in_every_way_but_not_written_or_sought()
    {
        await using var server = await ScriptedServer.StartAsync((200, "abcd", []));
        using var client = Client(server);
        await using var log = await client.CoreV1.ReadNamespacedPodLogAsync("p", "ns", previous: true);
        var buffer = new byte[1];
#pragma warning disable CA1835, MA0042, CA1849, VSTHRD103 // each overload is tested
        Assert.Equal(1, log.Read(buffer, 0, 1));
        Assert.Equal(1, log.Read(buffer));
        Assert.Equal(1, await log.ReadAsync(buffer, 0, 1));
        Assert.Equal(1, await log.ReadAsync(buffer));
#pragma warning restore CA1835, MA0042, CA1849, VSTHRD103
        Assert.Equal((byte)'d', buffer[0]);
        Assert.Equal((true, false, false), (log.CanRead, log.CanSeek, log.CanWrite));
        Assert.Throws<NotSupportedException>(() => log.Length);
        Assert.Throws<NotSupportedException>(() => log.Position);
        Assert.Throws<NotSupportedException>(() => log.Position = 0);
        Assert.Throws<NotSupportedException>(() => log.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => log.SetLength(0));
        Assert.Throws<NotSupportedException>(() => log.Write(buffer, 0, 1));
    }

    private static async Task StayOpenAsync(HttpContext context, string text, TaskCompletionSource hungUp)
    {
        context.RequestAborted.Register(hungUp.SetResult);
        await context.Response.StartAsync();
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
        await hungUp.Task;
    }

    private static Kubernetes Client(ScriptedServer server) => new(new KubernetesClientConfiguration { Host = server.Address });
}
