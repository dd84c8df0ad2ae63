using System.Net;
using System.Text;

using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>The port that a connection came in by. It says who may come: nothing that a caller sends does.</summary>
internal sealed class Listener
{
    /// <summary>From anywhere. Private endpoints do not exist here.</summary>
    public static readonly Listener Public = new();

    /// <summary>From the cluster's network.</summary>
    public static readonly Listener Internal = new();

    /// <summary><c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>, and nothing else.</summary>
    public static readonly Listener Telemetry = new();

    private Listener()
    {
    }

    /// <summary>Null on a connection that no listener of <see cref="ListenerExtensions.ListenAsGateway"/> took.</summary>
    public static Listener? Of(HttpContext context) => context.Features.Get<Listener>();
}

internal static class ListenerExtensions
{
    /// <summary>Kestrel's own: a line ends with CR LF, and nothing else.</summary>
    private const string RefuseBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private static readonly Encoding Digits = new DigitsEncoding();

    public static void ListenAsGateway(this KestrelServerOptions kestrel, GatewayOptions options)
    {
        AppContext.SetSwitch(RefuseBareLineFeeds, isEnabled: true);
        kestrel.AddServerHeader = false;

        // Idle times are the forwarder's business; a slow caller is as welcome as a fast one.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxRequestHeaderBytes;

        // One char per byte: whatever bytes a header has, they leave as they came.
        kestrel.RequestHeaderEncodingSelector = name => name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? Digits : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        var address = IPAddress.Parse(options.ListenAddress);
        kestrel.Listen(address, options.Port, Listener.Public);
        kestrel.Listen(address, options.InternalPort, Listener.Internal);
        kestrel.Listen(address, options.MetricsPort, Listener.Telemetry);
    }

    private static void Listen(this KestrelServerOptions kestrel, IPAddress address, int port, Listener listener) =>
        kestrel.Listen(address, port, listen => listen.Use(next => connection =>
        {
            connection.Features.Set(listener);
            return next(connection);
        }));
}
