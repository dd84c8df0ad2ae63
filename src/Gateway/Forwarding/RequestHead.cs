using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Sockets;
using InferenceEndpoints.Gateway.Telemetry;

using Microsoft.AspNetCore.Http.Features;

namespace InferenceEndpoints.Gateway.Forwarding;

/// <summary>The request line and the headers as a replica gets them.</summary>
internal static class RequestHead
{
    public static void Write(SendBuffer to, Exchange exchange, Backend backend, bool trustForwarded)
    {
        var context = exchange.Context;
        TraceContext.Assign(context.Request.Headers);
        to.Write(context.Request.Method);
        to.Write(" "u8);
        to.Write(exchange.Target);
        to.Write(" HTTP/1.1\r\n"u8);
        if (context.Request.Headers.Host.Count == 0)
        {
            // Of a caller with HTTP/1.0.
            to.Write("Host: "u8);
            to.Write(backend.Authority);
            to.Write("\r\n"u8);
        }

        var isUpgrade = exchange.Body is null && context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true;
        RequestHeaders.Write(to, context, isUpgrade, trustForwarded);
        WriteFraming(to, exchange);
        to.Write("\r\n"u8);
    }

    private static void WriteFraming(SendBuffer to, Exchange exchange)
    {
        var method = exchange.Context.Request.Method;
        if (exchange.Body is not null && exchange.BodyLength is null)
        {
            to.Write("Transfer-Encoding: chunked\r\n"u8);
            RequestHeaders.Write(to, "Trailer", exchange.Context.Request.Headers.Trailer);
        }
        else if (exchange.BodyLength is not null || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method))
        {
            // Of these methods a body is expected, so that its absence is said (RFC 9110, 8.6).
            to.Write("Content-Length: "u8);
            to.Write(exchange.Body is null ? 0 : exchange.BodyLength ?? 0);
            to.Write("\r\n"u8);
        }
    }
}
