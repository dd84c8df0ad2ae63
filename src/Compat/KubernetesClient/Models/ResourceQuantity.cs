using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace k8s.Models;

/// <summary>
/// An amount such as <c>500m</c>, <c>1.5Gi</c> or <c>2e3</c>. Two quantities are equal when their amounts are, however they are written.
/// </summary>
/// <remarks>
/// Held exactly, as a whole number of nano-units: Kubernetes itself rounds anything finer up to <c>1n</c>.
/// </remarks>
[JsonConverter(typeof(ResourceQuantityJsonConverter))]
public sealed class ResourceQuantity : IEquatable<ResourceQuantity>, IComparable<ResourceQuantity>
{
    private static readonly BigInteger NanosPerUnit = BigInteger.Pow(10, 9);
    private readonly BigInteger nanos;
    private readonly string text;

    /// <exception cref="FormatException">The text is not a quantity.</exception>
    public ResourceQuantity(string v)
    {
        text = v ?? throw new ArgumentNullException(nameof(v));
        nanos = QuantityParser.ParseNanos(v) ?? throw new FormatException(
            $"'{v}' is not a quantity: write a number with an optional suffix such as m, k, M, G, Ki, Mi, Gi or an exponent e3.");
    }

    public static implicit operator ResourceQuantity(string v) => new(v);

    public static implicit operator string(ResourceQuantity v) => v.text;

    public static bool operator ==(ResourceQuantity? left, ResourceQuantity? right) => Equals(left, right);

    public static bool operator !=(ResourceQuantity? left, ResourceQuantity? right) => !Equals(left, right);

    public static bool operator <(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) < 0;

    public static bool operator >(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) >= 0;

    /// <exception cref="OverflowException">The amount is beyond <see cref="decimal.MaxValue"/>.</exception>
    public decimal ToDecimal() => (decimal)BigInteger.DivRem(nanos, NanosPerUnit, out var rest) + ((decimal)rest / (decimal)NanosPerUnit);

    public double ToDouble() => (double)nanos / (double)NanosPerUnit;

    public int CompareTo(ResourceQuantity? other) => other is null ? 1 : nanos.CompareTo(other.nanos);

    public bool Equals(ResourceQuantity? other) => other is not null && nanos == other.nanos;

    public override bool Equals(object? obj) => Equals(obj as ResourceQuantity);

    public override int GetHashCode() => nanos.GetHashCode();

    /// <summary>As it was written.</summary>
    public override string ToString() => text;
}

internal static class QuantityParser
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>The amount in nano-units, rounded away from zero as Kubernetes does; null when the text is not a quantity.</summary>
    public static BigInteger? ParseNanos(ReadOnlySpan<char> text)
    {
        var isNegative = text.StartsWith("-");
        if (isNegative || text.StartsWith("+"))
        {
            text = text[1..];
        }

        var numberLength = text.IndexOfAnyExcept(NumberCharacters);
        numberLength = numberLength < 0 ? text.Length : numberLength;
        var number = text[..numberLength];
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? [] : number[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || fraction.Contains('.') || Scale(text[numberLength..]) is not { } scale)
        {
            return null;
        }

        var digits = BigInteger.Parse(string.Concat(whole, fraction), NumberStyles.None, CultureInfo.InvariantCulture);
        var (numerator, denominator) = (digits * scale.Numerator * BigInteger.Pow(10, 9), scale.Denominator * BigInteger.Pow(10, fraction.Length));
        var nanos = BigInteger.DivRem(numerator, denominator, out var remainder);
        nanos += remainder.IsZero ? 0 : 1;
        return isNegative ? -nanos : nanos;
    }

    private static (BigInteger Numerator, BigInteger Denominator)? Scale(ReadOnlySpan<char> suffix) => suffix switch
    {
        "" => (1, 1),
        "n" => (1, BigInteger.Pow(10, 9)),
        "u" => (1, BigInteger.Pow(10, 6)),
        "m" => (1, 1000),
        "k" => Decimal(3),
        "M" => Decimal(6),
        "G" => Decimal(9),
        "T" => Decimal(12),
        "P" => Decimal(15),
        "E" => Decimal(18),
        "Ki" => Binary(10),
        "Mi" => Binary(20),
        "Gi" => Binary(30),
        "Ti" => Binary(40),
        "Pi" => Binary(50),
        "Ei" => Binary(60),
        ['e' or 'E', .. var exponent] => Exponent(exponent),
        _ => null,
    };

    private static (BigInteger, BigInteger)? Exponent(ReadOnlySpan<char> text) =>
        // int.TryParse passes over a final NUL. More than this is beyond every limit of Kubernetes, and would only cost memory.
        !text.EndsWith('\0') && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) && exponent is >= -100 and <= 100
            ? exponent >= 0 ? Decimal(exponent) : (1, BigInteger.Pow(10, -exponent))
            : null;

    private static (BigInteger, BigInteger) Decimal(int exponent) => (BigInteger.Pow(10, exponent), 1);

    private static (BigInteger, BigInteger) Binary(int exponent) => (BigInteger.Pow(2, exponent), 1);
}

public sealed class ResourceQuantityJsonConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // A manifest may write a plain number.
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
            _ => throw new JsonException("A quantity must be a string or a number."),
        };
        try
        {
            return new ResourceQuantity(text);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
