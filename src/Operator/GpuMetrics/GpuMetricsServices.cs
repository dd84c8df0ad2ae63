using InferenceEndpoints.Operator.MetricsApi;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.GpuMetrics;

internal static class GpuMetricsServices
{
    public static void AddGpuMetrics(this IServiceCollection services, OperatorOptions options)
    {
        if (options.GpuMetrics.Enabled)
        {
            services.AddSingleton<DcgmExporters>();
            services.AddSingleton<GpuMonitor>();
            services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<GpuMonitor>());
            services.AddHostedService(provider => provider.GetRequiredService<GpuMonitor>());
        }
    }
}
