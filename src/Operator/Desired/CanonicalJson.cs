using System.Buffers;
using System.Text.Json;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// JSON whose objects have their fields in ordinal order: equal values give equal text. The API server and maps keep no order, so only
/// this form may be hashed.
/// </summary>
internal static class CanonicalJson
{
    // Room for a pod template.
    private const int InitialCapacity = 8192;

    /// <summary>40 bits in hexadecimal: enough to tell apart the revisions of one endpoint.</summary>
    public static string ShortHash(JsonElement value)
    {
        var text = new ArrayBufferWriter<byte>(InitialCapacity);
        using (var writer = new Utf8JsonWriter(text))
        {
            Write(value, writer);
        }

        return Names.ShortHash(text.WrittenSpan);
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    Write(field.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
