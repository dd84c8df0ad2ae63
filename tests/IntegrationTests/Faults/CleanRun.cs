using InferenceEndpoints.Entities;
using IntegrationTests.Operator;

namespace IntegrationTests.Faults;

/// <summary>An API server that tests may break, and what endpoints become on it if nothing breaks.</summary>
public sealed class CleanRun : IAsyncLifetime
{
    private static readonly Func<OperatorUnderTest, string, Task>[] Shapes =
    [
        (product, name) => product.CreateEndpointAsync(name),
        (product, name) => product.CreateEndpointAsync(name, new StorageSpec { PersistentVolumeClaim = new PersistentVolumeClaimStorage { Size = "1Gi" } }),
        (product, name) => product.CreateEndpointAsync(name, maxReplica: 3),
    ];

    private readonly List<string> ends = [];

    public ApiServer Server { get; } = new();

    public async Task InitializeAsync()
    {
        await Server.InitializeAsync();
        await Server.KubectlAsync(CancellationToken.None, "create", "namespace", OperatorUnderTest.SystemNamespace);
        await using var product = await OperatorUnderTest.StartAsync(Server, "clean");
        for (var index = 0; index < Shapes.Length; index++)
        {
            await CreateAsync(product, index);
            await product.StateAsync(Name(index), "pending");
        }

        ends.AddRange(await EndStates.ReadAsync(product));
    }

    public Task DisposeAsync() => Server.DisposeAsync();

    /// <summary>Three digits, so that the order of their names is that of their numbers.</summary>
    internal static string Name(int index) => $"endpoint-{index:D3}";

    /// <summary>Creates the endpoint of that number, unless an earlier attempt did although it failed.</summary>
    internal static async Task CreateAsync(OperatorUnderTest product, int index)
    {
        if (await product.Client.GetAsync<InferenceEndpoint>(Name(index), product.Namespace, product.Deadline) is null)
        {
            await Shapes[index % Shapes.Length](product, Name(index));
        }
    }

    internal static Task CreateAsync(OperatorUnderTest product, Range indexes) => Parallel.ForAsync(
        indexes.Start.Value,
        indexes.End.Value,
        product.Deadline,
        async (index, token) => await Cluster.Eventually.TrueAsync(
            $"{Name(index)} is created",
            async _ =>
            {
                await CreateAsync(product, index);
                return true;
            },
            token));

    /// <summary>Waits until each of the endpoints has been dealt with, and compares it and all that belongs to it.</summary>
    internal async Task EndsAlikeAsync(OperatorUnderTest product, int count)
    {
        await Cluster.Eventually.EqualAsync(
            "endpoints that are pending",
            count,
            async token => (await product.Client.ListAsync<InferenceEndpoint>(product.Namespace, cancellationToken: token)).Count(endpoint => endpoint.Status?.State == "pending"),
            product.Deadline);
        var seen = await EndStates.ReadAsync(product);

        Assert.Equal(count, seen.Count);
        Assert.All(seen.Index(), end => Assert.Equal(ends[end.Index % Shapes.Length], end.Item));
    }
}

[CollectionDefinition(Name)]
public sealed class UsesCleanRun : ICollectionFixture<CleanRun>
{
    public const string Name = "an API server that breaks";
}
