using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InferenceEndpoints.ModelServer;

internal static class ServerSentEvents
{
    public static void StartEvents(this HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
    }

    /// <summary>Sends one event, at once and as one chunk: a token is worth nothing in a buffer.</summary>
    public static async Task SendEventAsync<T>(
        this HttpResponse response, T data, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = response.BodyWriter;
        body.Write("data: "u8);
        await using (var writer = new Utf8JsonWriter(body))
        {
            JsonSerializer.Serialize(writer, data, type);
        }

        body.Write("\n\n"u8);
        await body.FlushAsync(cancellationToken);
    }
}
