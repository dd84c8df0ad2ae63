using System.Collections.Concurrent;

namespace InferenceEndpoints.ModelHub.Faults;

internal sealed record SeenRequest(string Method, string Path, string? Range, int Status);

/// <summary>The last requests, for tests that ask whether a download was resumed or done again.</summary>
internal sealed class RequestLog
{
    private const int Capacity = 1_000;

    private readonly ConcurrentQueue<SeenRequest> _requests = new();

    public IReadOnlyCollection<SeenRequest> Requests => _requests;

    public void Add(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        _requests.Enqueue(new SeenRequest(
            context.Request.Method, context.Request.Path, range.Length > 0 ? range : null, context.Response.StatusCode));
        if (_requests.Count > Capacity)
        {
            _requests.TryDequeue(out _);
        }
    }
}
