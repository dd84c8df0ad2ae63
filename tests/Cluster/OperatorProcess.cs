namespace Cluster;

/// <summary>The operator as a process of its own, with the rights of its ServiceAccount.</summary>
public sealed class OperatorProcess : ProductProcess
{
    private OperatorProcess(string kubeconfig, int port, IEnumerable<KeyValuePair<string, string>> settings)
        : base(
            "inference-endpoints-operator",
            kubeconfig,
            port,
            [new("Operator__Port", $"{port}"), new("Operator__ListenAddress", "127.0.0.1"), .. settings])
    {
    }

    public bool IsLeader => Entries.Any(entry => entry.GetProperty("EventId").GetInt32() == 1000);

    public static OperatorProcess Start(string kubeconfig, int port, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var started = new OperatorProcess(kubeconfig, port, settings);
        started.Start();
        return started;
    }
}
