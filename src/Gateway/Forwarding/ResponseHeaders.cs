using System.Net.Http.Headers;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>The headers that a caller sees of a replica's answer.</summary>
internal static class ResponseHeaders
{
    public static void Copy(HttpResponseMessage message, HttpContext context)
    {
        var headers = context.Response.Headers;
        RequestId.Set(context);
        var connection = message.Headers.NonValidated.TryGetValues("Connection", out var listed) ? ToValues(listed) : default;
        Copy(message.Headers.NonValidated, headers, connection);
        Copy(message.Content.Headers.NonValidated, headers, connection);
    }

    /// <summary>What came after the body goes out after the body, where the caller's protocol has room for it.</summary>
    public static void CopyTrailers(HttpResponseMessage message, HttpResponse response)
    {
        if (!response.SupportsTrailers())
        {
            return;
        }

        foreach (var (name, values) in message.TrailingHeaders.NonValidated)
        {
            response.AppendTrailer(name, ToValues(values));
        }
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to, StringValues connection)
    {
        foreach (var (name, values) in from)
        {
            if (!HopByHop.Contains(name, connection))
            {
                to[name] = ToValues(values);
            }
        }
    }

    private static StringValues ToValues(HeaderStringValues values) => values.Count == 1 ? values.ToString() : values.ToArray();
}
