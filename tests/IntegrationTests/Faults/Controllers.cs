namespace IntegrationTests.Faults;

/// <summary>Kubernetes' own controllers of what a Deployment needs, with neither scheduler nor kubelet.</summary>
public sealed class Controllers(CleanRun clean) : IAsyncLifetime
{
    public ApiServer Server => clean.Server;

    public Task InitializeAsync() => Server.StartControllersAsync("deployment", "replicaset", "resourcequota", "nodelifecycle");

    public Task DisposeAsync() => Server.StopControllersAsync();
}
