using InferenceEndpoints.Entities;
using InferenceEndpoints.Gateway.Auth;
using InferenceEndpoints.Gateway.Caching;
using InferenceEndpoints.Gateway.Cors;
using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.OpenAi;
using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Gateway.Serverless;
using InferenceEndpoints.Gateway.Settings;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.Waking;
using InferenceEndpoints.Hosting;

using k8s;

namespace InferenceEndpoints.Gateway;

/// <summary>Puts the gateway's process together.</summary>
internal static class GatewayHost
{
    public static WebApplication Build(string[] args)
    {
        EndpointsJsonContext.Register();
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.LogAsJson();
        var options = builder.Services.AddGatewayOptions(builder.Configuration);
        builder.Services.AddSingleton<IKubernetes>(new Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig()));
        builder.Services.AddClusterCaches(options);
        return Build(builder, options);
    }

    /// <summary>All but what is known of the cluster: whoever calls this fills the <see cref="RoutingTable"/> and the <see cref="KeyRing"/>.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, GatewayOptions options)
    {
        builder.Services.AddGatewayTelemetry();
        builder.Services.AddTracing(builder.Configuration);
        builder.Services.AddGatewayRouting();
        builder.Services.AddGatewayCors(options);
        builder.Services.AddGatewayAuth();
        builder.Services.AddOpenAiApi();
        builder.Services.AddServerlessApi();
        builder.Services.AddResponseCache();
        builder.Services.AddWaking(options);
        builder.Services.AddForwarding();
        builder.Services.AddDraining(options);
        builder.Services.AddAccessLog(options);
        builder.WebHost.ListenAsGateway(options);

        var app = builder.Build();
        if (options.Tls.IsEnabled)
        {
            app.Services.GetRequiredService<ServingCertificate>().Load();
        }

        app.UseDraining();
        app.MapWhen(context => Listener.Of(context) == Listener.Telemetry, telemetry => telemetry.UseGatewayTelemetry());
        app.UseTracing();
        app.UseAccessLog();
        app.UseSyntaxGate();
        app.UseThreadPool(ThreadPoolHop.HasLongBody);
        app.UseGatewayCors(options);
        app.Run(app.Services.GetRequiredService<RequestPipeline>().HandleAsync);
        return app;
    }
}
