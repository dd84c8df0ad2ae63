using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway;

/// <summary>Path and query exactly as they were sent: what is escaped stays escaped.</summary>
internal static class RequestTarget
{
    private const string SchemeEnd = "://";

    /// <summary>Null: the target is not a path, as in <c>OPTIONS *</c> and <c>CONNECT host:port</c>.</summary>
    public static string? Of(HttpContext context) => Of(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    public static string? Of(string rawTarget)
    {
        if (rawTarget.StartsWith('/'))
        {
            return rawTarget;
        }

        // The absolute form, which callers send to a proxy: http://host/path.
        var scheme = rawTarget.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (scheme < 0)
        {
            return null;
        }

        var rest = rawTarget.AsSpan(scheme + SchemeEnd.Length);
        var path = rest.IndexOfAny('/', '?');
        return path < 0 ? "/" : rest[path] == '?' ? $"/{rest[path..]}" : rest[path..].ToString();
    }
}
