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
        await using var observed = await ObservedInformer.StartAsync(
            proxy.Address, ns, options => options.RequestTimeout = TimeSpan.FromSeconds(60));
        await observed.AgreesWithAsync(server.Client, ns);

        // The informer has no watch from here on, and waits for one.
        proxy.Spoil(FaultProxy.IsWatch, new Fault.Hang());
        proxy.CutAll();
        await Eventually.EqualAsync(0, () => proxy.Unspoilt);
        await server.Client.DeleteAsync<V1ConfigMap>("deleted", ns);
        await CreateAsync("created");
        await server.CompactAsync();

        // The new process starts with an empty watch cache, so that it must say 410.
        await server.KillAsync();
        await server.StartAsync();
        var listsBefore = Lists();
        proxy.CutAll();

        await observed.AgreesWithAsync(server.Client, ns);
        Assert.Equal(listsBefore + 1, Lists());
    }

    [Fact]
    public async Task A_list_goes_on_where_the_killed_API_server_left_it()
    {
        await CreateAsync("a", "b", "c", "d", "e");
        await using var observed = await StartAndHoldSecondPageAsync();

        await server.KillAsync();
        proxy.CutAll();
        await server.StartAsync();

        await observed.AgreesWithAsync(server.Client, ns);
        Assert.Equal(1, Lists());
    }

    [Fact]
    public async Task A_list_whose_history_is_compacted_begins_anew()
    {
        await CreateAsync("a", "b", "c", "d", "e");
        await using var observed = await StartAndHoldSecondPageAsync();

        await server.Client.DeleteAsync<V1ConfigMap>("a", ns); // it was on the first page
        await CreateAsync("f");
        await server.CompactAsync();
        proxy.CutAll();

        await observed.AgreesWithAsync(server.Client, ns);
        Assert.Equal(2, Lists());
        Assert.DoesNotContain(observed.Events, told => told.Object.Metadata.Name == "a");
    }

    private async Task<ObservedInformer> StartAndHoldSecondPageAsync()
    {
        proxy.Spoil(request => request.Query.ContainsKey("continue"), new Fault.Hang());
        var observed = await ObservedInformer.StartAsync(proxy.Address, ns, options =>
        {
            options.PageSize = 2;
            options.RequestTimeout = TimeSpan.FromSeconds(60);
        });
        await Eventually.EqualAsync(0, () => proxy.Unspoilt);
        return observed;
    }

    /// <summary>First pages that were asked for.</summary>
    private int Lists() => proxy.Requests.Count(
        request => request.Contains("limit=", StringComparison.Ordinal) && !request.Contains("continue=", StringComparison.Ordinal));

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
