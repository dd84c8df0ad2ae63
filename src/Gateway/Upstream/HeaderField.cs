using System.Text;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>A header as it was received: one char for each byte.</summary>
internal readonly record struct HeaderField(string Name, string Value)
{
    /// <summary>Header and value from their bytes; or the strings of a header that was the same before, which then cost nothing.</summary>
    public static HeaderField From(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, HeaderField before) =>
        new(ToText(name, before.Name), ToText(value, before.Value));

    public static string ToText(ReadOnlySpan<byte> bytes, string? before) =>
        before is not null && Ascii.Equals(bytes, before) ? before : Encoding.Latin1.GetString(bytes);

    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
