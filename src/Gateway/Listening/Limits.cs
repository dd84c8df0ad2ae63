using System.Text;

using InferenceEndpoints.Gateway.Settings;

using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Net.Http.Headers;

namespace InferenceEndpoints.Gateway.Listening;

/// <summary>How much, how long, how many; and what Kestrel reads more exactly than it does by itself.</summary>
internal static class Limits
{
    /// <summary>Kestrel's own switch: a line ends with CR LF, and with nothing else.</summary>
    private const string RefuseBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>
    /// What a caller can send while its request waits. An eighth of what Kestrel would take: held requests are many. Enough for what is looked
    /// into before there is a replica.
    /// </summary>
    private const long RequestBuffer = 128 * 1024;

    /// <summary>The same for a stream of HTTP/2. As Kestrel's: less would slow down uploads from far away.</summary>
    private const int StreamWindow = 768 * 1024;

    private static readonly Encoding Digits = new DigitsEncoding();

    public static void Apply(KestrelServerOptions kestrel, GatewayOptions options)
    {
        AppContext.SetSwitch(RefuseBareLineFeeds, isEnabled: true);
        kestrel.AddServerHeader = false;

        // One char per byte: whatever bytes a header has, they leave as they came.
        kestrel.RequestHeaderEncodingSelector = name => name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? Digits : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxRequestHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxRequestHeaders;
        limits.MaxRequestBufferSize = BufferOf(options);
        limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        limits.Http2.MaxRequestHeaderFieldSize = options.MaxRequestHeaderBytes;

        // Silence is the forwarder's business; a slow caller is as welcome as a fast one.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }

    /// <summary>Kestrel's limit is for what it decrypts; a socket has one of its own.</summary>
    public static void Apply(SocketTransportOptions transport, GatewayOptions options) => transport.MaxReadBufferSize = BufferOf(options);

    /// <summary>How much of a body comes although nobody reads it.</summary>
    public static long WindowOf(string protocol, GatewayOptions options) => HttpProtocol.IsHttp2(protocol) ? StreamWindow : BufferOf(options);

    private static long BufferOf(GatewayOptions options) => Math.Max(RequestBuffer, Math.Max(options.MaxRequestHeaderBytes, options.MaxRequestLineBytes));
}
