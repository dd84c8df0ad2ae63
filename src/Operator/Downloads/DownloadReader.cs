using System.Net;
using System.Text.Json;

using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.States;

using k8s.Models;

namespace InferenceEndpoints.Operator.Downloads;

/// <summary>Asks a download container how far it is.</summary>
internal sealed class DownloadReader : IDisposable
{
    private const int MaxAnswer = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = Patience })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MaxAnswer,
    };

    /// <summary>
    /// Null: it does not say. It has just begun, its image has no Python, or the network keeps the operator away from it; the download does
    /// not depend on it.
    /// </summary>
    public async Task<DownloadProgress?> ReadAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(pod.Status?.PodIP, out var address))
        {
            return null;
        }

        try
        {
            var answer = await http.GetByteArrayAsync(new Uri($"http://{new IPEndPoint(address, DownloadContainer.ProgressPort)}/"), cancellationToken);
            return JsonSerializer.Deserialize(answer, OperatorJsonContext.Default.DownloadReport)?.ToProgress();
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
