using System.Security.Cryptography;
using System.Text.Json;

using k8s.Autorest;
using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>Looks every minute how the API server is known: its authority may be replaced.</summary>
internal sealed partial class FrontProxyWatch(IKubernetesClient client, TimeProvider clock, ILogger<FrontProxyWatch> logger) : BackgroundService
{
    private const string Name = "extension-apiserver-authentication";
    private const string Namespace = "kube-system";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private volatile FrontProxy current = FrontProxy.None;

    public FrontProxy Current => current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await LookAsync(stoppingToken) ? Interval : RetryInterval, clock, stoppingToken);
        }
    }

    /// <summary>What was known stays when it cannot be read.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var map = await client.GetAsync<V1ConfigMap>(Name, Namespace, cancellationToken);
            current = map is null ? FrontProxy.None : FrontProxy.Read(map);
            return map is not null;
        }
        catch (Exception exception) when (
            exception is HttpOperationException or HttpRequestException or JsonException or CryptographicException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnknown(logger, $"{Namespace}/{Name}", exception.Message);
            return false;
        }
    }

    [LoggerMessage(2450, LogLevel.Warning, "The API server is not known to the metrics API, for ConfigMap {Name} cannot be read: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string name, string reason);
}
