using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s;

/// <summary>The status of a <see cref="Models.V1Status"/>; null when the object that was read is something else with a status of its own.</summary>
internal sealed class StatusWordConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
