using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>Spans go where OpenTelemetry's own variables say. Without them there are none, and they cost nothing.</summary>
internal static class TracingServices
{
    public static void AddTracing(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null || configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] is not null)
        {
            services.AddSingleton(_ => Build(configuration));
        }
    }

    public static void UseTracing(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<TracerProvider>() is not null)
        {
            app.Use(next => context => RequestSpan.RunAsync(context, next));
        }
    }

    /// <summary>A queue that is bounded, and a thread that sends what is in it; both end with the provider, which sends the rest.</summary>
    private static TracerProvider Build(IConfiguration configuration) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(own => own.AddSingleton(configuration))
        .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "inference-endpoints-gateway"))
        .AddSource(RequestSpan.SourceName)
        .AddOtlpExporter()
        .Build();
}
