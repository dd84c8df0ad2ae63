using k8s.Models;

namespace IntegrationTests.Informers;

/// <summary>The informer, while its API server is killed and its history is compacted.</summary>
[Collection(UsesApiServer.Name)]
public sealed class ReflectorRestartTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"restart-{Guid.NewGuid():N}";
    private FaultProxy proxy = null!; // set in InitializeAsync, which xunit calls first

    public async Task InitializeAsync()
    {
        await server.CreateNamespaceAsync(ns);
        proxy = await FaultProxy.StartAsync(server.CreateHttpClient());
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    [Fact]
    public async Task A_killed_API_server_is_waited_for()
    {
        await CreateAsync("before");
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns);
        await observed.AgreesWithAsync(server.Client, ns);

        await server.KillAsync();
        Assert.True(observed.Informer.HasSynced);
        Assert.Single(observed.Informer.List());
        await server.StartAsync();
        await CreateAsync("after");

        await observed.AgreesWithAsync(server.Client, ns);
    }

    [Fact]
    public async Task Compacted_history_is_made_up_for_by_a_new_list()
    {
        await CreateAsync("deleted", "kept");
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns);
        await observed.AgreesWithAsync(server.Client, ns);

        proxy.SetDown(true);
        await server.Client.DeleteAsync<V1ConfigMap>("deleted", ns);
        await CreateAsync("created");
        await server.CompactAsync();

        // The new process starts with an empty watch cache, so that it must say 410.
        await server.KillAsync();
        await server.StartAsync();
        var listsBefore = Lists();
        proxy.SetDown(false);

        await observed.AgreesWithAsync(server.Client, ns);
        Assert.Equal(listsBefore + 1, Lists());
    }

    private int Lists() => proxy.Requests.Count(request => request.Contains("limit=", StringComparison.Ordinal));

    private async Task CreateAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await server.Client.CreateAsync(new V1ConfigMap
            {
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
            });
        }
    }
}
