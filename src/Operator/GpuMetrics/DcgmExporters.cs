using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Settings;

using k8s.Autorest;
using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>Finds the pods of dcgm-exporter, one on each node with GPUs, and asks them.</summary>
internal sealed partial class DcgmExporters(IKubernetesClient client, OperatorOptions options, TimeProvider clock, ILogger<DcgmExporters> logger) : IDisposable
{
    private const int MaxParallelScrapes = 16;

    /// <summary>About ten times what an exporter tells of 8 GPUs in 7 instances each.</summary>
    private const int MaxAnswerBytes = 8 << 20;

    private static readonly string[] DefaultSelectors = ["app=nvidia-dcgm-exporter", "app.kubernetes.io/name=dcgm-exporter"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Exporters hardly ever come or go.</summary>
    private static readonly TimeSpan SearchInterval = TimeSpan.FromMinutes(1);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = Patience })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    /// <summary>Of what it was said already that it does not answer.</summary>
    private readonly ConcurrentDictionary<string, bool> silent = new(StringComparer.Ordinal);

    private IReadOnlyList<Exporter> found = [];
    private long? foundAt;

    /// <summary>Percent by pod. An exporter that does not answer tells nothing, and is not waited for longer than a few seconds.</summary>
    /// <param name="nodes">Those whose exporters are asked.</param>
    public async Task<IReadOnlyDictionary<NamespacedName, double>> ReadAsync(IReadOnlySet<string> nodes, CancellationToken cancellationToken)
    {
        if (foundAt is not { } time || clock.GetElapsedTime(time) >= SearchInterval)
        {
            await SearchAsync(cancellationToken);
        }

        var readings = new ConcurrentBag<KeyValuePair<NamespacedName, double>>();
        await Parallel.ForEachAsync(
            found.Where(exporter => nodes.Contains(exporter.Node)),
            new ParallelOptions { MaxDegreeOfParallelism = MaxParallelScrapes, CancellationToken = cancellationToken },
            async (exporter, token) =>
            {
                foreach (var reading in await ScrapeAsync(exporter.Url, token))
                {
                    readings.Add(reading);
                }
            });
        return readings.GroupBy(reading => reading.Key).ToDictionary(ofPod => ofPod.Key, ofPod => ofPod.Average(reading => reading.Value));
    }

    public void Dispose() => http.Dispose();

    private async Task<IReadOnlyDictionary<NamespacedName, double>> ScrapeAsync(Uri exporter, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.GetByteArrayAsync(exporter, cancellationToken);
            silent.TryRemove(exporter.Host, out _);
            return DcgmExposition.UtilizationByPod(Encoding.UTF8.GetString(answer));
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            SayOnce(exporter.Host, $"{exporter}: {exception.Message}");
            return new Dictionary<NamespacedName, double>();
        }
    }

    /// <summary>What was found stays when it cannot be looked for.</summary>
    private async Task SearchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pods = new List<V1Pod>();
            foreach (var selector in options.GpuMetrics.Selectors.Count > 0 ? options.GpuMetrics.Selectors : DefaultSelectors)
            {
                pods.AddRange(await client.ListAsync<V1Pod>(NullIfEmpty(options.GpuMetrics.Namespace), selector, cancellationToken: cancellationToken));
            }

            found =
            [
                .. pods.DistinctBy(pod => pod.Metadata.Uid)
                    .Where(pod => pod is { Spec.NodeName: not null, Status: { Phase: "Running", PodIP: not null } })
                    .Select(pod => new Exporter(pod.Spec!.NodeName!, UrlOf(pod.Status!.PodIP!))),
            ];
            foundAt = clock.GetTimestamp();
            foreach (var gone in silent.Keys.Except(found.Select(exporter => exporter.Url.Host), StringComparer.Ordinal))
            {
                silent.TryRemove(gone, out _);
            }
        }
        catch (Exception exception) when (
            exception is HttpOperationException or HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            SayOnce("", $"their pods cannot be listed: {exception.Message}");
        }
    }

    private Uri UrlOf(string address) => new($"http://{new IPEndPoint(IPAddress.Parse(address), options.GpuMetrics.Port)}/metrics");

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private void SayOnce(string what, string reason)
    {
        if (silent.TryAdd(what, true))
        {
            LogSilent(logger, reason);
        }
    }

    private sealed record Exporter(string Node, Uri Url);

    [LoggerMessage(2460, LogLevel.Warning, "Not every dcgm-exporter tells how busy GPUs are, so some endpoints keep their number of replicas: {Reason}")]
    private static partial void LogSilent(ILogger logger, string reason);
}
