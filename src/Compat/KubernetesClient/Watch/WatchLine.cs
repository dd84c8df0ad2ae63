using System.Buffers;
using System.Text.Json;
using k8s.Models;

namespace k8s.Watch;

/// <summary>Parses <c>{"type": ..., "object": ...}</c>. The type comes first in every API server; a line that has it last is read again.</summary>
internal static class WatchLine
{
    public static WatchMessage<T> Parse<T>(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        WatchEventType? type = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = TypeOf(ref reader);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                return ReadObject<T>(ref reader, type ?? FindType(line));
            }
            else
            {
                reader.Skip();
            }
        }

        throw new JsonException("A line of a watch has no object.");
    }

    private static WatchMessage<T> ReadObject<T>(ref Utf8JsonReader reader, WatchEventType type)
    {
        if (type == WatchEventType.Error)
        {
            return new WatchMessage<T>(type, default, Required<V1Status>(ref reader));
        }

        var start = reader;
        try
        {
            return new WatchMessage<T>(type, Required<T>(ref reader), Status: null);
        }
        catch (JsonException exception)
        {
            // Whoever resumes before it would meet it again, for ever.
            return new WatchMessage<T>(type, default, Status: null, new UnreadableObject(Metadata(ref start), exception.Message));
        }
    }

    private static V1ObjectMeta Metadata(ref Utf8JsonReader reader) =>
        JsonElement.ParseValue(ref reader) is { ValueKind: JsonValueKind.Object } element
        && element.TryGetProperty("metadata", out var metadata)
        && metadata.Deserialize(KubernetesJson.TypeInfo<V1ObjectMeta>()) is { } read
            ? read
            : throw new JsonException("An object of a watch has no metadata.");

    private static T Required<T>(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, KubernetesJson.TypeInfo<T>()) ?? throw new JsonException("A line of a watch has no object.");

    private static WatchEventType FindType(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return TypeOf(ref reader);
            }

            reader.Read();
            reader.Skip();
        }

        throw new JsonException("A line of a watch has no type.");
    }

    private static WatchEventType TypeOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("The type of a line of a watch is not a text.");
        }

        if (reader.ValueTextEquals("ADDED"u8))
        {
            return WatchEventType.Added;
        }

        if (reader.ValueTextEquals("MODIFIED"u8))
        {
            return WatchEventType.Modified;
        }

        if (reader.ValueTextEquals("DELETED"u8))
        {
            return WatchEventType.Deleted;
        }

        if (reader.ValueTextEquals("BOOKMARK"u8))
        {
            return WatchEventType.Bookmark;
        }

        return reader.ValueTextEquals("ERROR"u8) ? WatchEventType.Error : throw new JsonException($"A watch sent the unknown event '{reader.GetString()}'.");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new JsonException("A line of a watch is not an object.");
        }
    }
}
