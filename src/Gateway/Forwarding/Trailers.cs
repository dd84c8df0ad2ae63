using InferenceEndpoints.Gateway.Upstream;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>Headers that come after the body (RFC 9110, 6.5).</summary>
internal static class Trailers
{
    /// <param name="section">A whole <see cref="HeaderSection"/>.</param>
    /// <returns>Those that may pass: what frames a message, or speaks of a connection, comes too late.</returns>
    public static IReadOnlyList<HeaderField> Parse(ReadOnlySpan<byte> section)
    {
        List<HeaderField>? trailers = null;
        while (HeaderSection.TakeLine(ref section) is { IsEmpty: false } line)
        {
            if (!HeaderSection.TrySplit(line, out var name, out var value))
            {
                throw new MalformedResponseException("trailers that are none");
            }

            var trailer = HeaderField.From(name, value, before: default);
            if (!HopByHop.Contains(trailer.Name, connection: default) && !trailer.IsNamed("Content-Length"))
            {
                (trailers ??= []).Add(trailer);
            }
        }

        return trailers ?? (IReadOnlyList<HeaderField>)[];
    }

    /// <summary>Sends them where the caller's protocol has room for them: in HTTP/2.</summary>
    public static void Append(HttpResponse response, IReadOnlyList<HeaderField> trailers)
    {
        if (!response.SupportsTrailers())
        {
            return;
        }

        foreach (var (name, value) in trailers)
        {
            response.AppendTrailer(name, value);
        }
    }
}
