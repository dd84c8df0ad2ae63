using InferenceEndpoints.Informers;
using InferenceEndpoints.Informers.Hosting;

using KubeOps.Operator.Metrics;

using Microsoft.AspNetCore.Diagnostics.HealthChecks;

using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace InferenceEndpoints.Operator.Telemetry;

/// <summary><c>/metrics</c>, <c>/healthz</c> (the process answers) and <c>/readyz</c> (its caches are complete).</summary>
internal static class TelemetryServices
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public static void AddOperatorTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<ICollectorRegistry, CollectorRegistry>();
        services.AddSingleton<IMetricFactory, MetricFactory>();
        services.AddSingleton<OperatorMetrics>();
        services.AddSingleton<IControllerMetrics>(provider => provider.GetRequiredService<OperatorMetrics>());
        services.AddSingleton<IInformerMetrics>(provider => provider.GetRequiredService<OperatorMetrics>());
        services.AddSingleton<ICollector, EndpointsCollector>();
        services.AddSingleton<ICollector, ScalingCollector>();
        services.AddSingleton<ICollector, ProcessCollector>();
        services.AddHealthChecks().AddCheck<InformersHealthCheck>("caches");
    }

    public static void MapOperatorTelemetry(this WebApplication app)
    {
        var registry = app.Services.GetRequiredService<ICollectorRegistry>();
        foreach (var collector in app.Services.GetServices<ICollector>())
        {
            registry.Add(collector);
        }

        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = TextFormat;
            return ScrapeHandler.ProcessAsync(registry, context.Response.Body, context.RequestAborted);
        });
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/readyz", new HealthCheckOptions
        {
            ResponseWriter = (context, report) => context.Response.WriteAsync(
                string.Join('\n', report.Entries.Select(entry => entry.Value.Description ?? $"{entry.Key}: {entry.Value.Status}")),
                context.RequestAborted),
        });
    }
}
