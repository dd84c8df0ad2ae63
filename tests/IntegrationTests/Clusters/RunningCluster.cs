using Cluster;

namespace IntegrationTests.Clusters;

/// <summary>One for all tests of a class: each leaves it as whole as it was.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    public LocalCluster Cluster { get; private set; } = null!; // set in InitializeAsync, which xunit calls first

    public async Task InitializeAsync() => Cluster = await LocalCluster.StartAsync(CancellationToken.None);

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();
}
