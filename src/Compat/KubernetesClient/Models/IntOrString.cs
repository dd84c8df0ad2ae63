using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Models;

/// <summary>A port, percentage or count that is written as a number or as a text.</summary>
[JsonConverter(typeof(IntOrStringJsonConverter))]
public sealed record IntOrString
{
    /// <summary>The text; a number in its decimal form.</summary>
    public string? Value { get; init; }

    public static implicit operator IntOrString(int v) => new() { Value = v.ToString(CultureInfo.InvariantCulture) };

    public static implicit operator IntOrString(long v) => new() { Value = v.ToString(CultureInfo.InvariantCulture) };

    public static implicit operator IntOrString(string v) => new() { Value = v };

    public static implicit operator string?(IntOrString? v) => v?.Value;

    public override string ToString() => Value ?? "";
}

public sealed class IntOrStringJsonConverter : JsonConverter<IntOrString>
{
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number => reader.GetInt64(),
        _ => throw new JsonException("An int-or-string must be a number or a string."),
    };

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        // "007" is a text: a number would lose how it was written.
        if (long.TryParse(value.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == value.Value)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
    }
}
