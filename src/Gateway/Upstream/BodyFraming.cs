using System.Globalization;
using System.Runtime.InteropServices;

namespace InferenceEndpoints.Gateway.Upstream;

/// <summary>How an answer's body ends (RFC 9112, 6.3).</summary>
internal enum BodyEnd
{
    /// <summary>There is no body, whatever the headers say.</summary>
    None,

    /// <summary>After so many bytes.</summary>
    Length,

    /// <summary>With the last chunk.</summary>
    Chunks,

    /// <summary>When the replica closes the connection.</summary>
    Close,
}

/// <param name="End">How the body ends.</param>
/// <param name="Length">Its bytes, for <see cref="BodyEnd.Length"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BodyFraming(BodyEnd End, long Length = 0)
{
    /// <summary>Null: nobody can tell where the body ends, and a guess might take one answer for two.</summary>
    public static BodyFraming? Of(ResponseHead head, bool isHeadRequest)
    {
        if (isHeadRequest || head.Status is < 200 or 204 or 205 or 304)
        {
            return new BodyFraming(BodyEnd.None);
        }

        if (head["Transfer-Encoding"] is { } coding)
        {
            return head.IsHttp11 && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? new BodyFraming(BodyEnd.Chunks) : null;
        }

        if (head["Content-Length"] is not { } length)
        {
            return new BodyFraming(BodyEnd.Close);
        }

        return ParseLength(length) is { } bytes ? new BodyFraming(BodyEnd.Length, bytes) : null;
    }

    /// <summary>A length that is said twice is taken when it is the same.</summary>
    private static long? ParseLength(string values)
    {
        long? length = null;
        foreach (var range in values.AsSpan().Split(','))
        {
            if (!long.TryParse(values.AsSpan(range).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var one) || (length ?? one) != one)
            {
                return null;
            }

            length = one;
        }

        return length;
    }
}
