using System.Text;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>
/// How Kestrel is made strict about Content-Length: by itself it takes <c>+5</c>, <c>-0</c> and a vertical tab, and keeps only the number. What is
/// not digits (RFC 9110, 8.6) is decoded to what is no number.
/// </summary>
internal sealed class DigitsEncoding : ASCIIEncoding
{
    /// <summary>Digits of <see cref="long.MaxValue"/>.</summary>
    private const int MaxDigits = 19;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length is > 0 and <= MaxDigits && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return base.GetChars(bytes, chars);
        }

        chars[0] = '?';
        return 1;
    }
}
