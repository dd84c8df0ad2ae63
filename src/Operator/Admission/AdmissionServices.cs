using System.Net;

using InferenceEndpoints.Catalogue;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
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

        builder.Services.AddSingleton<ServingCertificates>();
        builder.Services.AddHostedService<CertificateRotation>();
        builder.Services.AddSingleton(provider =>
        {
            var instances = provider.GetRequiredService<IInformer<InstanceType>>();
            return new AdmissionPolicy(() => new InstanceCatalogue(instances.List()));
        });
        builder.Services.AddSingleton<AdmissionHandler>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.ListenAddress), options.Admission.Port, listener =>
        {
            var certificates = listener.ApplicationServices.GetRequiredService<ServingCertificates>();
            listener.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificates.Serving);
        }));
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
