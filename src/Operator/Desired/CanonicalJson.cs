using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// JSON whose objects have their fields in ordinal order: equal values give equal text. The API server and maps keep no order, so only
/// this form may be hashed.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>40 bits in hexadecimal: enough to tell apart the revisions of one endpoint.</summary>
    public static string ShortHash(JsonNode value)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            Write(value, writer);
        }

        return Names.ShortHash(text.WrittenSpan);
    }

    private static void Write(JsonNode? node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var (field, value) in map.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
