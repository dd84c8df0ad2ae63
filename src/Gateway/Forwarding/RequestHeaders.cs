using System.Collections.Frozen;

using Microsoft.Extensions.Primitives;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>The headers that a replica sees of a request.</summary>
internal static class RequestHeaders
{
    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedProto = "X-Forwarded-Proto";
    public const string ForwardedHost = "X-Forwarded-Host";

    /// <summary>
    /// What never passes. Authorization is the gateway's business: a model that is somebody else's code must not get hold of tokens.
    /// Trailers cannot be passed on, so they are not announced either.
    /// </summary>
    private static readonly FrozenSet<string> Dropped = new[]
    {
        "Authorization", "Trailer", "Forwarded", ForwardedFor, ForwardedProto, ForwardedHost, RequestId.Header,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="context">The caller's request.</param>
    /// <param name="message">Gets the headers; has its content already.</param>
    /// <param name="isUpgrade">The caller asks for another protocol, such as WebSocket.</param>
    /// <param name="trustForwarded">The caller is a proxy whose X-Forwarded-* are true.</param>
    public static void Copy(HttpContext context, HttpRequestMessage message, bool isUpgrade, bool trustForwarded)
    {
        var headers = context.Request.Headers;
        var connection = headers.Connection;
        var isChunked = headers.TransferEncoding.Count > 0;
        foreach (var (name, values) in headers)
        {
            // A length beside chunks is an attempt to smuggle a request; the chunks count.
            if (!Dropped.Contains(name)
                && !HopByHop.Contains(name, connection)
                && !(isChunked && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
            {
                Add(message, name, values);
            }
        }

        if (isUpgrade)
        {
            Add(message, "Connection", "Upgrade");
            Add(message, "Upgrade", headers.Upgrade);
        }

        if (HopByHop.IsListed("trailers", headers.TE))
        {
            Add(message, "TE", "trailers");
        }

        Add(message, RequestId.Header, context.TraceIdentifier);
        AddForwarded(context, message, trustForwarded);
    }

    private static void AddForwarded(HttpContext context, HttpRequestMessage message, bool trustForwarded)
    {
        var headers = context.Request.Headers;
        var (hops, proto, host) = trustForwarded
            ? (headers[ForwardedFor], headers[ForwardedProto], headers[ForwardedHost])
            : (StringValues.Empty, StringValues.Empty, StringValues.Empty);
        var caller = context.Connection.RemoteIpAddress?.ToString();
        Add(message, ForwardedFor, caller is null ? hops : StringValues.Concat(hops, caller));
        Add(message, ForwardedProto, proto.Count > 0 ? proto : context.Request.Scheme);
        Add(message, ForwardedHost, host.Count > 0 ? host : context.Request.Host.Value);
    }

    private static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        // The message sorts headers of the body from the others, and refuses the former among the latter.
        if (values.Count > 0 && !message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
    }
}
