using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s;

/// <summary>
/// Strings of the API server's answers, each one once where that is cheap: names, labels, images and enumerations are the same in thousands of
/// cached objects, and most of their size.
/// </summary>
/// <remarks>A table in which a newer string takes the place of an older one with the same slot: it never grows, and needs no lock.</remarks>
internal sealed class SharedStringConverter : JsonConverter<string>
{
    private const int Slots = 4_096;

    /// <summary>What is longer is rarely said twice.</summary>
    private const int Longest = 128;

    private readonly string?[] shared = new string?[Slots];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader)!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)
            || reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > Longest)
        {
            return reader.GetString();
        }

        var hash = new HashCode();
        hash.AddBytes(reader.ValueSpan);
        ref var slot = ref shared[(uint)hash.ToHashCode() % Slots];
        // What is not ASCII never equals its bytes, and is made anew.
        return slot is { } known && Ascii.Equals(reader.ValueSpan, known) ? known : slot = reader.GetString();
    }
}
