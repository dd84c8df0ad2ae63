using InferenceEndpoints.Gateway.Activity;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Informers.Hosting;

using Microsoft.AspNetCore.Diagnostics.HealthChecks;

using Prometheus.Client;
using Prometheus.Client.Collectors;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary><c>/metrics</c>, <c>/activity</c>, <c>/healthz</c> (the process answers) and <c>/readyz</c> (its caches are complete).</summary>
internal static class TelemetryServices
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public static void AddGatewayTelemetry(this IServiceCollection services)
    {
        services.AddRoutingCore();
        services.AddSingleton<ICollectorRegistry, CollectorRegistry>();
        services.AddSingleton<IMetricFactory, MetricFactory>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<IInformerMetrics>(provider => provider.GetRequiredService<GatewayMetrics>());
        services.AddHealthChecks().AddCheck<InformersHealthCheck>("caches");
    }

    public static void UseGatewayTelemetry(this IApplicationBuilder app)
    {
        var registry = app.ApplicationServices.GetRequiredService<ICollectorRegistry>();
        app.UseSyntaxGate();
        app.UseThreadPool(_ => true); // metrics tell of all endpoints
        app.UseRouting();
        app.UseEndpoints(routes =>
        {
            routes.MapGet("/metrics", context =>
            {
                context.Response.ContentType = TextFormat;
                return ScrapeHandler.ProcessAsync(registry, context.Response.Body, context.RequestAborted);
            });
            routes.MapGet("/activity", app.ApplicationServices.GetRequiredService<ActivityReport>().WriteAsync);
            routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
            routes.MapHealthChecks("/readyz", new HealthCheckOptions
            {
                ResponseWriter = (context, report) => context.Response.WriteAsync(
                    string.Join('\n', report.Entries.Select(entry => entry.Value.Description ?? $"{entry.Key}: {entry.Value.Status}")),
                    context.RequestAborted),
            });
        });
    }
}
