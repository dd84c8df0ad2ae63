using System.Net;
using System.Net.Http.Headers;
using System.Text;
using k8s.Authentication;
using k8s.Autorest;
using k8s.Models;

namespace k8s.Http;

/// <summary>Sends requests to the API server, waits when it asks for time, and turns refusals into exceptions.</summary>
internal sealed class ApiTransport(HttpClient http, Uri baseUri, ITokenSource tokens, TimeSpan timeout, TimeProvider time)
{
    // client-go retries an answer with Retry-After ten times, too.
    private const int MaxRetries = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public Uri BaseUri { get; } = baseUri;

    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, body, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return KubernetesJson.Deserialize<T>(content);
    }

    /// <summary>The response, whose status is a success. The caller disposes it.</summary>
    /// <exception cref="HttpOperationException">The API server refused.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var uri = new Uri(BaseUri, path);
        var mayRefresh = true;
        for (var attempt = 0; ; attempt++)
        {
            var authorization = await tokens.GetAsync(cancellationToken);
            var response = await SendOnceAsync(method, uri, authorization, body, completion, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                var refusal = await ReadAsync(response, cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized && mayRefresh && tokens.Refresh(authorization))
                {
                    mayRefresh = false;
                    continue;
                }

                // 429 says that nothing was done, so every verb may be sent again.
                if (response.StatusCode == HttpStatusCode.TooManyRequests && refusal.RetryAfter is { } wait && attempt < MaxRetries)
                {
                    await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
                    continue;
                }

                throw Refused(method, uri, refusal);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, Uri uri, AuthenticationHeaderValue? authorization, object? body, HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = Content(body),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = authorization;

        // What is streamed may last, and whoever reads it says for how long.
        using var deadline = new CancellationTokenSource(completion == HttpCompletionOption.ResponseContentRead ? timeout : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await http.SendAsync(request, completion, either.Token);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{method} {uri.AbsolutePath}: no answer within {timeout}", exception);
        }
    }

    private static ByteArrayContent? Content(object? body)
    {
        if (body is null)
        {
            return null;
        }

        var (payload, mediaType) = body is V1Patch patch ? (patch.Content, MediaType(patch.Type)) : (body, "application/json");
        var content = new ByteArrayContent(payload is string text ? Encoding.UTF8.GetBytes(text) : KubernetesJson.SerializeToUtf8Bytes(payload));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private static string MediaType(V1Patch.PatchType type) => type switch
    {
        V1Patch.PatchType.JsonPatch => "application/json-patch+json",
        V1Patch.PatchType.MergePatch => "application/merge-patch+json",
        V1Patch.PatchType.StrategicMergePatch => "application/strategic-merge-patch+json",
        // JSON is YAML, and this is the only media type for apply.
        _ => "application/apply-patch+yaml",
    };

    private async Task<HttpResponseMessageWrapper> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(cancellationToken),
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
            _ => null,
        });

    private static HttpOperationException Refused(HttpMethod method, Uri uri, HttpResponseMessageWrapper refusal)
    {
        var exception = new HttpOperationException(
            $"{method} {uri.AbsolutePath}: {(int)refusal.StatusCode} {refusal.StatusCode}", new HttpRequestMessageWrapper(method, uri), refusal);
        return exception.Status?.Message is { Length: > 0 } words
            ? new HttpOperationException($"{exception.Message}: {words}", exception.Request, refusal)
            : exception;
    }
}
