using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Limits;
using InferenceEndpoints.Operator.Observed;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>The validating webhook: <c>POST /validate</c> over TLS, on a port that serves nothing else.</summary>
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
        builder.Services.AddSingleton<AdmissionHandler>();
        builder.AddCertifiedPort<WebhookRegistration>(options, options.Admission.Port);
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
