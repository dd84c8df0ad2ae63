using System.Buffers;
using System.Text.Json;

using InferenceEndpoints.Gateway.Routing;

namespace InferenceEndpoints.Gateway.OpenAi;

/// <summary>Endpoints in the words of OpenAI's <c>GET /v1/models</c>. A model's <c>root</c> is its repository, as vLLM has it.</summary>
internal static class ModelList
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<EndpointRoute> routes) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var route in routes)
        {
            Write(json, route);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Write(EndpointRoute route) => Write(json => Write(json, route));

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, EndpointRoute route)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, route.ModelNames[0]);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, route.Created is { } created ? new DateTimeOffset(created.ToUniversalTime()).ToUnixTimeSeconds() : 0);
        json.WriteString("owned_by"u8, route.Key.Namespace);
        json.WriteString("root"u8, route.ModelNames[^1]);
        json.WriteEndObject();
    }
}
