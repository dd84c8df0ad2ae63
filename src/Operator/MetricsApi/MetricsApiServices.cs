using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Settings;

using KubeOps.KubernetesClient;

using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary><c>external.metrics.k8s.io</c> over TLS, on a port that serves nothing else.</summary>
internal static class MetricsApiServices
{
    public static void AddMetricsApi(this WebApplicationBuilder builder, OperatorOptions options)
    {
        builder.Services.AddSingleton<IMetricSource, PendingRequestsSource>();
        if (!options.MetricsApi.Enabled)
        {
            return;
        }

        builder.Services.AddSingleton<FrontProxyWatch>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<FrontProxyWatch>());
        builder.Services.AddSingleton<AccessReviews>();
        builder.Services.AddSingleton<ExternalMetrics>();
        builder.Services.AddSingleton<MetricsHandler>();
        builder.AddCertifiedPort(
            options,
            options.MetricsApi.Port,
            provider => [new ApiServiceRegistration(provider.GetRequiredService<IKubernetesClient>(), options)],
            AskForCertificate);
    }

    public static void MapMetricsApi(this WebApplication app, OperatorOptions options)
    {
        if (options.MetricsApi.Enabled)
        {
            var handler = app.Services.GetRequiredService<MetricsHandler>();
            app.MapWhen(context => context.Connection.LocalPort == options.MetricsApi.Port, port => port.Run(handler.HandleAsync));
        }
    }

    /// <summary>A certificate proves nothing here: each request is judged by <see cref="FrontProxy"/>, and a caller without one may have a token.</summary>
    private static void AskForCertificate(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
    }
}
