using System.Net;

using InferenceEndpoints.Operator.Settings;

using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace InferenceEndpoints.Operator.Certificates;

internal static class CertificateServices
{
    /// <summary>A port for API servers, with a certificate of this process' own making that the registrations tell them of.</summary>
    public static void AddCertifiedPort(
        this WebApplicationBuilder builder,
        OperatorOptions options,
        int port,
        Func<IServiceProvider, IReadOnlyList<IRegistration>> registrations,
        Action<HttpsConnectionAdapterOptions>? configure = null)
    {
        var certificates = new ServingCertificates();
        builder.Services.AddSingleton<IHostedService>(provider => new CertificateRotation(
            registrations(provider),
            certificates,
            port,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CertificateRotation>>()));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.ListenAddress), port, listener => listener.UseHttps(https =>
        {
            https.ServerCertificateSelector = (_, _) => certificates.Serving;
            configure?.Invoke(https);
        })));
    }
}
