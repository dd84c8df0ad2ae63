using System.Net;

using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Sockets;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

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
    public static void ListenAsGateway(this IWebHostBuilder host, GatewayOptions options)
    {
        host.ConfigureServices(services =>
        {
            services.AddSingleton<PriorKnowledge>();
            services.AddSingleton<ServingCertificate>();
            if (options.Tls.IsEnabled)
            {
                services.AddHostedService<CertificateReloader>();
            }

            services.AddSingleton<IConnectionListenerFactory, UnreachablePort.Transport>();
            services.AddSingleton<IConnectionListenerFactory, SocketTransport>();
        });
        host.ConfigureKestrel(kestrel =>
        {
            Limits.Apply(kestrel, options);
            var protocols = kestrel.ApplicationServices.GetRequiredService<PriorKnowledge>();
            var address = IPAddress.Parse(options.ListenAddress);
            kestrel.Listen(address, options.Port, listen => listen.As(Listener.Public).Use(protocols.Choose));
            kestrel.Listen(address, options.InternalPort, listen => listen.As(Listener.Internal).Use(protocols.Choose));
            kestrel.Listen(address, options.MetricsPort, listen => listen.As(Listener.Telemetry));
            if (options.Tls.IsEnabled)
            {
                var certificate = kestrel.ApplicationServices.GetRequiredService<ServingCertificate>();
                kestrel.Listen(address, options.Tls.Port, listen =>
                {
                    listen.As(Listener.Public);
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(certificate.Current) });
                });
            }

            kestrel.Listen(new UnreachablePort("h2c"), listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(protocols.Lend);
            });
        });
    }

    private static IConnectionBuilder As(this ListenOptions listen, Listener listener)
    {
        listen.Protocols = HttpProtocols.Http1;
        return listen.Use(next => connection =>
        {
            connection.Features.Set(listener);
            return next(connection);
        });
    }
}
