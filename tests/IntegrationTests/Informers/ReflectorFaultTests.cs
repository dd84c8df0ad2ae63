using System.Diagnostics;
using System.Net;
using InferenceEndpoints.Informers;
using k8s.Models;

namespace IntegrationTests.Informers;

/// <summary>The informer against a real API server, behind a proxy that spoils what passes.</summary>
[Collection(UsesApiServer.Name)]
public sealed class ReflectorFaultTests(ApiServer server) : IAsyncLifetime
{
    private readonly string ns = $"reflector-{Guid.NewGuid():N}";
    private FaultProxy proxy = null!; // set in InitializeAsync, which xunit calls first

    public static TheoryData<string> Faults => [.. AllFaults.Keys];

    private static Dictionary<string, Fault> AllFaults { get; } = new()
    {
        ["409"] = new Fault.Answer(HttpStatusCode.Conflict, "Conflict"),
        ["410"] = new Fault.Answer(HttpStatusCode.Gone, "Expired"),
        ["429"] = new Fault.Answer(HttpStatusCode.TooManyRequests, "TooManyRequests", RetryAfter: 1),
        ["500"] = new Fault.Answer(HttpStatusCode.InternalServerError, "InternalError"),
        ["hang"] = new Fault.Hang(),
        ["drop"] = new Fault.Drop(),
        ["truncated, then reset"] = new Fault.Truncate(Cleanly: false),
        ["truncated, then ended"] = new Fault.Truncate(Cleanly: true),
    };

    public async Task InitializeAsync()
    {
        await server.CreateNamespaceAsync(ns);
        proxy = await FaultProxy.StartAsync(server.CreateHttpClient());
    }

    public async Task DisposeAsync() => await proxy.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_spoilt_list_is_read_again(string fault)
    {
        await WriteAsync("a", "b", "c");
        proxy.Spoil(FaultProxy.IsList, AllFaults[fault], times: 2);

        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns, options => options.PageSize = 2);
        await observed.SyncedAsync();

        Assert.Equal(0, proxy.Unspoilt);
        await observed.AgreesWithAsync(server.Client, ns);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_spoilt_later_page_costs_nothing_but_time(string fault)
    {
        await WriteAsync("a", "b", "c", "d", "e");
        proxy.Spoil(request => request.Query.ContainsKey("continue"), AllFaults[fault], times: 2);

        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns, options => options.PageSize = 2);
        await observed.SyncedAsync();

        Assert.Equal(0, proxy.Unspoilt);
        await observed.AgreesWithAsync(server.Client, ns);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_spoilt_watch_is_resumed_without_a_gap(string fault)
    {
        proxy.Spoil(FaultProxy.IsWatch, AllFaults[fault], times: 2);
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns);
        await observed.SyncedAsync();

        // Truncation needs something to truncate.
        for (var i = 0; i < 200 && proxy.Unspoilt > 0; i++)
        {
            await WriteAsync($"map-{i}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        Assert.Equal(0, proxy.Unspoilt);
        await server.Client.DeleteAsync<V1ConfigMap>("map-0", ns);
        await observed.AgreesWithAsync(server.Client, ns);
    }

    [Fact]
    public async Task Retry_After_is_obeyed()
    {
        proxy.Spoil(FaultProxy.IsList, new Fault.Answer(HttpStatusCode.TooManyRequests, "TooManyRequests", RetryAfter: 3));
        var start = Stopwatch.GetTimestamp();

        await using var observed = await ObservedInformer.StartAsync(
            proxy.Address, ns, options => options.RequestTimeout = TimeSpan.FromSeconds(60));
        await observed.SyncedAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 3, 30);
    }

    [Fact]
    public async Task A_watch_that_ends_in_time_is_resumed_without_a_new_list()
    {
        await using var observed = await ObservedInformer.StartAsync(
            proxy.Address, ns, options => options.WatchTimeout = TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => proxy.Requests.Count(request => request.Contains("watch=", StringComparison.Ordinal)) >= 3);

        Assert.Single(proxy.Requests, request => request.Contains("limit=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_while_the_API_server_was_out_of_reach_are_found_afterwards()
    {
        await WriteAsync("kept", "changed", "deleted", "replaced");
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns);
        await observed.AgreesWithAsync(server.Client, ns);

        proxy.SetDown(true);
        await server.Client.DeleteAsync<V1ConfigMap>("deleted", ns);
        await server.Client.DeleteAsync<V1ConfigMap>("replaced", ns);
        await WriteAsync("replaced", "created", "changed");
        proxy.SetDown(false);

        await observed.AgreesWithAsync(server.Client, ns);
    }

    [Fact]
    public async Task What_was_offered_is_read_at_once_and_told_once()
    {
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns);
        await observed.SyncedAsync();
        proxy.SetDown(true);

        var written = await server.Client.CreateAsync(Map("offered"));
        observed.Informer.Offer(written);

        Assert.Same(written, observed.Informer.Get(new NamespacedName(ns, "offered")));
        proxy.SetDown(false);
        await observed.AgreesWithAsync(server.Client, ns);
        Assert.Single(observed.Events);
    }

    [Fact]
    public async Task An_object_that_leaves_the_selector_is_told_as_deleted()
    {
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns, options => options.LabelSelector = "side=in");
        await server.Client.CreateAsync(Map("moving", new() { ["side"] = "in" }));
        await server.Client.CreateAsync(Map("outside", new() { ["side"] = "out" }));
        await Eventually.EqualAsync(1, () => observed.Informer.List().Count);

        await server.Client.PatchAsync<V1ConfigMap>(
            new V1Patch("""{"metadata":{"labels":{"side":"out"}}}""", V1Patch.PatchType.MergePatch), "moving", ns);

        await Eventually.EqualAsync(0, () => observed.Informer.List().Count);
    }

    [Fact]
    public async Task The_end_is_right_whatever_happens_on_the_way()
    {
        const int Times = 16;
        var random = new Random(20_261_121); // the same disorder each time
        Fault[] faults = [.. AllFaults.Values];
        await using var observed = await ObservedInformer.StartAsync(proxy.Address, ns, options => options.PageSize = 3);
        await observed.SyncedAsync();
        for (var spoilt = 0; spoilt < Times; spoilt++)
        {
            var told = observed.Events.Count;
            proxy.Spoil(random.Next(2) == 0 ? FaultProxy.IsWatch : _ => true, faults[random.Next(faults.Length)]);
            proxy.CutAll();

            // Until the informer is through with it: faults without a pause only make it wait longer and longer.
            for (var written = 0; written < 5 || proxy.Unspoilt > 0 || observed.Events.Count == told; written++)
            {
                await WriteSomethingAsync(random);
            }
        }

        await observed.AgreesWithAsync(server.Client, ns);
    }

    private async Task WriteSomethingAsync(Random random)
    {
        var name = $"map-{random.Next(12)}";
        if (random.Next(3) == 0)
        {
            await server.Client.DeleteAsync<V1ConfigMap>(name, ns);
        }
        else
        {
            await WriteAsync(name);
        }
    }

    /// <summary>Creates the config maps, or changes those that exist.</summary>
    private async Task WriteAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var existing = await server.Client.GetAsync<V1ConfigMap>(name, ns);
            if (existing is null)
            {
                await server.Client.CreateAsync(Map(name));
            }
            else
            {
                existing.Data = new Dictionary<string, string> { ["random"] = Guid.NewGuid().ToString() };
                await server.Client.UpdateAsync(existing);
            }
        }
    }

    private V1ConfigMap Map(string name, Dictionary<string, string>? labels = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns, Labels = labels },
    };
}
