using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Limits;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>The webhooks: <c>POST /validate</c> and <c>POST /mutate</c> over TLS, on a port that serves nothing else.</summary>
internal static class AdmissionServices
{
    public static void AddAdmission(this WebApplicationBuilder builder, OperatorOptions options)
    {
        if (!options.Admission.Enabled)
        {
            return;
        }

        builder.Services.AddSingleton(provider =>
        {
            var catalogue = provider.GetRequiredService<CatalogueCache>();
            return new AdmissionPolicy(
                () => catalogue.Current, provider.GetRequiredService<LimitLedger>().Preview, provider.GetRequiredService<ClusterCapabilities>());
        });
        builder.Services.AddSingleton(provider =>
        {
            var catalogue = provider.GetRequiredService<CatalogueCache>();
            return new EndpointMutation(() => catalogue.Current, provider.GetRequiredService<LimitLedger>().Allows);
        });
        builder.Services.AddSingleton<AdmissionHandler>();
        builder.AddCertifiedPort(
            options, options.Admission.Port, provider => WebhookRegistrations.All(provider.GetRequiredService<IKubernetesClient>(), options));
    }

    public static void MapAdmission(this WebApplication app, OperatorOptions options)
    {
        if (options.Admission.Enabled)
        {
            var handler = app.Services.GetRequiredService<AdmissionHandler>();
            app.MapWhen(context => context.Connection.LocalPort == options.Admission.Port, port => port.Run(handler.HandleAsync));
        }
    }
}
