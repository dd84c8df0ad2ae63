using System.Net;
using System.Text.Json;

using InferenceEndpoints.Operator.Settings;

using k8s.Autorest;
using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>Asks every gateway for its report.</summary>
internal sealed partial class GatewayReader(IKubernetesClient client, OperatorOptions options, ILogger<GatewayReader> logger) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Patience }) { Timeout = Patience };

    /// <summary>It was said already.</summary>
    private bool isSilent;

    /// <summary>Null: there is no gateway, or one that runs did not answer.</summary>
    public async Task<IReadOnlyCollection<GatewayReport>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var gateways = options.Activity.Gateways.Count > 0 ? options.Activity.Gateways : await FindAsync(cancellationToken);
            var reports = gateways.Count == 0 ? null : await Task.WhenAll(gateways.Select(gateway => ReadAsync(gateway, cancellationToken)));
            isSilent = false;
            return reports;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or HttpOperationException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!isSilent)
            {
                isSilent = true;
                LogSilent(logger, exception.Message);
            }

            return null;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<GatewayReport> ReadAsync(Uri gateway, CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync(new Uri(gateway, "/activity"), OperatorJsonContext.Default.GatewayReport, cancellationToken)
        is { Gateway: not null, Endpoints: not null } report
            ? report
            : throw new JsonException($"{gateway} answers with something else than a report");

    /// <summary>Those that are on their way out, too: they may have requests in flight.</summary>
    private async Task<IList<Uri>> FindAsync(CancellationToken cancellationToken)
    {
        var pods = await client.ListAsync<V1Pod>(
            await client.GetCurrentNamespaceAsync(cancellationToken: cancellationToken), options.Activity.GatewaySelector, cancellationToken: cancellationToken);
        return
        [
            .. pods.Where(pod => pod.Status is { Phase: "Running", PodIP: not null })
                .Select(pod => new Uri($"http://{new IPEndPoint(IPAddress.Parse(pod.Status!.PodIP!), options.Activity.GatewayPort)}")),
        ];
    }

    [LoggerMessage(2300, LogLevel.Warning, "Not every gateway tells who uses endpoints, so none falls asleep: {Reason}")]
    private static partial void LogSilent(ILogger logger, string reason);
}
