using InferenceEndpoints.Operator.MetricsApi;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.GpuMetrics;

internal static class GpuMetricsServices
{
    public static void AddGpuMetrics(this IServiceCollection services, OperatorOptions options)
    {
        if (options is { MetricsApi.Enabled: true, GpuMetrics.Enabled: true })
        {
            services.AddSingleton<DcgmExporters>();
            services.AddSingleton<GpuMonitor>();
            services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<GpuMonitor>());
            services.AddHostedService(provider => provider.GetRequiredService<GpuMonitor>());
        }
    }
}
