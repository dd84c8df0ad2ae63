using k8s;
using k8s.Models;
using k8s.Watch;

namespace IntegrationTests.ApiClient;

[Collection(UsesApiServer.Name)]
public sealed class WatchTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"watch-{Guid.NewGuid():N}";

    private WatchRequest ConfigMaps => new() { Group = "", Version = "v1", Plural = "configmaps", Namespace = ns };

    public Task InitializeAsync() => server.CreateNamespaceAsync(ns);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_watch_tells_each_change_after_the_version_that_it_starts_from()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var before = await CreateAsync("before");
        await using var watch = await server.Client.ApiClient.OpenWatchAsync<V1ConfigMap>(
            ConfigMaps with { ResourceVersion = before.Metadata.ResourceVersion, LabelSelector = "!hidden" }, deadline.Token);
        await CreateAsync("hidden", new() { ["hidden"] = "true" });
        var created = await CreateAsync("m");
        created.Data = new Dictionary<string, string> { ["k"] = "v" };
        await server.Client.UpdateAsync(created, deadline.Token);
        await server.Client.DeleteAsync<V1ConfigMap>("m", ns, deadline.Token);

        var messages = await watch.Take(3).ToListAsync(deadline.Token);
        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted], messages.Select(message => message.Type));
        Assert.All(messages, message => Assert.Equal("m", message.Object!.Metadata.Name));
        Assert.Equal("v", messages[1].Object!.Data!["k"]);
    }

    [Fact]
    public async Task A_watch_without_a_version_first_tells_what_there_is_and_ends_at_its_timeout()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        await using var watch = await server.Client.ApiClient.OpenWatchAsync<V1ConfigMap>(ConfigMaps with { Timeout = TimeSpan.FromSeconds(1) }, default);
        var messages = await watch.ToListAsync();
        Assert.Equal(["a", "b"], messages.Select(message => message.Object!.Metadata.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bookmark_tells_how_far_a_watch_came_that_had_nothing_to_tell()
    {
        var before = await CreateAsync("before");
        await using var watch = await server.Client.ApiClient.OpenWatchAsync<V1ConfigMap>(
            ConfigMaps with
            {
                ResourceVersion = before.Metadata.ResourceVersion,
                LabelSelector = "!hidden",
                AllowBookmarks = true,
                Timeout = TimeSpan.FromSeconds(4),
            },
            default);
        var hidden = await CreateAsync("hidden", new() { ["hidden"] = "true" });
        var bookmark = await watch.FirstAsync();
        Assert.Equal(
            (WatchEventType.Bookmark, hidden.Metadata.ResourceVersion), (bookmark.Type, bookmark.Object!.Metadata.ResourceVersion));
    }

    private Task<V1ConfigMap> CreateAsync(string name, Dictionary<string, string>? labels = null) => server.Client.CreateAsync(
        new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns, Labels = labels } });
}
