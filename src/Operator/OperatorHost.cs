using System.Net;

using InferenceEndpoints.Hosting;
using InferenceEndpoints.Operator.Admission;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Controllers;
using InferenceEndpoints.Operator.GpuMetrics;
using InferenceEndpoints.Operator.MetricsApi;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Operator.Telemetry;

using k8s;

namespace InferenceEndpoints.Operator;

/// <summary>Puts the operator's process together.</summary>
internal static class OperatorHost
{
    public static Task<WebApplication> BuildAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.LogAsJson();
        return BuildAsync(builder, cluster: null, cancellationToken);
    }

    /// <param name="builder">With the settings, and with a clock if it is not the system's.</param>
    /// <param name="cluster">Null: the one that kubectl would take, or the operator's own.</param>
    /// <param name="cancellationToken">Ends the wait for the API server.</param>
    public static async Task<WebApplication> BuildAsync(
        WebApplicationBuilder builder, KubernetesClientConfiguration? cluster, CancellationToken cancellationToken)
    {
        OperatorJsonContext.Register();
        var options = builder.Services.AddOperatorOptions(builder.Configuration);
        var client = new Kubernetes(cluster ?? KubernetesClientConfiguration.BuildDefaultConfig());
        var capabilities = await ClusterDiscovery.DiscoverAsync(client, cancellationToken);

        builder.Services.AddSingleton<IKubernetes>(client);
        builder.Services.AddSingleton(capabilities);
        builder.Services.AddOperatorTelemetry();
        builder.Services.AddEndpointControllers(options);
        builder.Services.AddChildCaches(options, capabilities);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.ListenAddress), options.Port));

        builder.AddAdmission(options);
        builder.AddMetricsApi(options);
        builder.Services.AddGpuMetrics(options);

        var app = builder.Build();
        app.MapAdmission(options);
        app.MapMetricsApi(options);
        app.MapOperatorTelemetry();
        return app;
    }
}
