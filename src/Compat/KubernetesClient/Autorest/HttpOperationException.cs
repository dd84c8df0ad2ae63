using System.Net;
using System.Text.Json;
using k8s.Models;

namespace k8s.Autorest;

/// <summary>The API server answered something else than success.</summary>
public class HttpOperationException(string message, HttpRequestMessageWrapper request, HttpResponseMessageWrapper response) : Exception(message)
{
    public HttpRequestMessageWrapper Request { get; } = request;

    public HttpResponseMessageWrapper Response { get; } = response;

    /// <summary>What the API server said, when it said it as a <see cref="V1Status"/>; null otherwise. (Upstream leaves this to the caller.)</summary>
    public V1Status? Status { get; } = ParseStatus(response.Content);

    private static V1Status? ParseStatus(string content)
    {
        if (!content.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return KubernetesJson.Deserialize<V1Status>(content) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's answer
        }
    }
}

/// <summary>The request that failed. Its body and headers are left out: they may hold secrets.</summary>
public sealed record HttpRequestMessageWrapper(HttpMethod Method, Uri RequestUri);

/// <summary>The answer, read to its end.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="Content">The body as text.</param>
/// <param name="RetryAfter">How long the API server asks to wait; null: it does not say.</param>
public sealed record HttpResponseMessageWrapper(HttpStatusCode StatusCode, string Content, TimeSpan? RetryAfter);
