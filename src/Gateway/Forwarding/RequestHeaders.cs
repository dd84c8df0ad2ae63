using System.Collections.Frozen;
using System.Net;

using InferenceEndpoints.Gateway.Sockets;

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
    /// How long the body is, and which trailers follow it, <see cref="RequestHead"/> says.
    /// </summary>
    private static readonly FrozenSet<string> Dropped = new[]
    {
        "Authorization", "Content-Length", "Trailer", "Forwarded", ForwardedFor, ForwardedProto, ForwardedHost, RequestId.Header,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> BeforeTheBody =
        new[] { "Host", "Expect", "Cookie", "Range", "Cache-Control", "Max-Forwards", "Pragma" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What speaks neither of the connection nor of how the message is read, routed or let in.</summary>
    public static bool MayFollow(string name) =>
        !Dropped.Contains(name)
        && !HopByHop.Contains(name, connection: default)
        && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        && !BeforeTheBody.Contains(name);

    /// <param name="to">Gets the headers.</param>
    /// <param name="context">The caller's request.</param>
    /// <param name="isUpgrade">The caller asks for another protocol, such as WebSocket.</param>
    /// <param name="trustForwarded">The caller is a proxy whose X-Forwarded-* are true.</param>
    public static void Write(SendBuffer to, HttpContext context, bool isUpgrade, bool trustForwarded)
    {
        var headers = context.Request.Headers;
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (!Dropped.Contains(name) && !HopByHop.Contains(name, connection))
            {
                Write(to, name, values);
            }
        }

        if (isUpgrade)
        {
            Write(to, "Connection", "Upgrade");
            Write(to, "Upgrade", headers.Upgrade);
        }

        if (HopByHop.IsListed("trailers", headers.TE))
        {
            to.Write("TE: trailers\r\n"u8);
        }

        Write(to, RequestId.Header, context.TraceIdentifier);
        WriteForwarded(to, context, trustForwarded);
    }

    private static void WriteForwarded(SendBuffer to, HttpContext context, bool trustForwarded)
    {
        var headers = context.Request.Headers;
        var (hops, proto, host) = trustForwarded
            ? (headers[ForwardedFor], headers[ForwardedProto], headers[ForwardedHost])
            : (StringValues.Empty, StringValues.Empty, StringValues.Empty);
        WriteHops(to, hops, context.Connection.RemoteIpAddress);
        Write(to, ForwardedProto, proto.Count > 0 ? proto : context.Request.Scheme);
        Write(to, ForwardedHost, host.Count > 0 ? host : context.Request.Host.Value);
    }

    /// <summary>In one line, as not everybody reads more than one.</summary>
    private static void WriteHops(SendBuffer to, StringValues hops, IPAddress? caller)
    {
        to.Write("X-Forwarded-For: "u8);
        foreach (var hop in hops)
        {
            to.Write(hop ?? "");
            to.Write(", "u8);
        }

        if (caller is not null)
        {
            to.Write(caller);
        }

        to.Write("\r\n"u8);
    }

    public static void Write(SendBuffer to, string name, StringValues values)
    {
        foreach (var value in values)
        {
            to.Write(name);
            to.Write(": "u8);
            to.Write(value ?? "");
            to.Write("\r\n"u8);
        }
    }
}
