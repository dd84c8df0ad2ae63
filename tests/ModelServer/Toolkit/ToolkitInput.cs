using System.Collections.Frozen;
using System.Text.Json;
using InferenceEndpoints.ModelServer.Serving;

namespace InferenceEndpoints.ModelServer.Toolkit;

/// <summary>Reads a request's <c>inputs</c>: from JSON, or for bytes their number and type.</summary>
internal static class ToolkitInput
{
    /// <summary>The toolkit compares exactly: case, parameters and blanks.</summary>
    private static readonly FrozenSet<string> JsonTypes = new[] { "application/json", "application/json; charset=UTF-8" }.ToFrozenSet();

    private static readonly FrozenSet<string> BinaryTypes = new[]
    {
        "image/png", "image/jpeg", "image/jpg", "image/tiff", "image/bmp", "image/gif", "image/webp", "image/x-image",
        "audio/x-flac", "audio/flac", "audio/mpeg", "audio/x-mpeg-3", "audio/wave", "audio/wav", "audio/x-wav", "audio/ogg",
        "audio/x-audio", "audio/webm", "audio/webm;codecs=opus", "audio/AMR", "audio/AMR-WB", "audio/AMR-WB+", "audio/m4a", "audio/x-m4a",
    }.ToFrozenSet();

    public static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        var type = request.ContentType;
        if (type is not null && JsonTypes.Contains(type))
        {
            var body = await request.ReadAsync(ServerJson.Default.DictionaryStringJsonElement);
            return body.TryGetValue("inputs", out var inputs)
                ? inputs
                : throw RequestFailedException.BadRequest($"Body needs to provide a inputs key, received: {string.Join(", ", body.Keys)}");
        }

        return type is not null && BinaryTypes.Contains(type)
            ? JsonSerializer.SerializeToElement(new BinaryInput(await CountAsync(request), type), ServerJson.Default.BinaryInput)
            : throw Unsupported(type);
    }

    private static RequestFailedException Unsupported(string? type)
    {
        var supported = string.Join(", ", JsonTypes.Concat(BinaryTypes).Order(StringComparer.Ordinal));
        return RequestFailedException.BadRequest(
            $"Content type \"{type ?? "None"}\" not supported. Supported content types are: {supported}");
    }

    private static async Task<long> CountAsync(HttpRequest request)
    {
        var total = 0L;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            total += read.Buffer.Length;
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return total;
            }
        }
    }
}
