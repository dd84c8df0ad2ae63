namespace Cluster;

/// <summary>The gateway as a process of its own, with the rights of its ServiceAccount.</summary>
public sealed class GatewayProcess : ProductProcess
{
    private GatewayProcess(string kubeconfig, int firstPort, IEnumerable<KeyValuePair<string, string>> settings)
        : base(
            "inference-endpoints-gateway",
            kubeconfig,
            firstPort,
            [
                new("Gateway__MetricsPort", $"{firstPort}"),
                new("Gateway__Port", $"{firstPort + 1}"),
                new("Gateway__InternalPort", $"{firstPort + 2}"),
                new("Gateway__ListenAddress", "127.0.0.1"),
                new("Gateway__ShutdownDelay", "00:00:00"),
                .. settings,
            ])
    {
        Public = new Uri($"http://127.0.0.1:{firstPort + 1}");
        Internal = new Uri($"http://127.0.0.1:{firstPort + 2}");
    }

    /// <summary>Where callers from anywhere come in.</summary>
    public Uri Public { get; }

    /// <summary>Where callers from inside the cluster come in.</summary>
    public Uri Internal { get; }

    /// <param name="kubeconfig">A file.</param>
    /// <param name="firstPort">It and the next two are the gateway's.</param>
    /// <param name="settings">Environment variables.</param>
    public static GatewayProcess Start(string kubeconfig, int firstPort, params IEnumerable<KeyValuePair<string, string>> settings)
    {
        var started = new GatewayProcess(kubeconfig, firstPort, settings);
        started.Start();
        return started;
    }
}
