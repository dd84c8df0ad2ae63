using System.Buffers;

using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Caching;

/// <summary>Keeps an answer's body as it goes out, unless it is none to be given to others.</summary>
/// <param name="key">What it answers.</param>
/// <param name="version">The endpoint's, when it was asked.</param>
/// <param name="response">The answer.</param>
/// <param name="maxBytes">More is not kept.</param>
internal sealed class ResponseRecording(ResponseKey key, string version, HttpResponse response, int maxBytes)
{
    private ArrayBufferWriter<byte>? body = new();

    public ResponseKey Key { get; } = key;

    public string Version { get; } = version;

    /// <summary>All of the body; null: it is not kept.</summary>
    public ReadOnlyMemory<byte>? Body => body?.WrittenMemory;

    /// <summary>The answer's headers are there.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (body is null || body.WrittenCount + bytes.Length > maxBytes || !IsForAll(response))
        {
            body = null;
            return;
        }

        body.Write(bytes);
    }

    private static bool IsForAll(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status200OK
        && response.Headers.SetCookie.Count == 0
        && response.ContentType?.StartsWith(EventStream.ContentType, StringComparison.OrdinalIgnoreCase) is not true
        && response.Headers.CacheControl.ToString() is var control
        && !control.Contains("no-store", StringComparison.OrdinalIgnoreCase)
        && !control.Contains("private", StringComparison.OrdinalIgnoreCase);
}
