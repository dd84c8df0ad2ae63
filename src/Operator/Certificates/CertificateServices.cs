using System.Net;

using InferenceEndpoints.Operator.Settings;

using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace InferenceEndpoints.Operator.Certificates;

internal static class CertificateServices
{
    /// <summary>A port for API servers, with a certificate of this process' own making that <typeparamref name="TRegistration"/> tells them of.</summary>
    public static void AddCertifiedPort<TRegistration>(
        this WebApplicationBuilder builder, OperatorOptions options, int port, Action<HttpsConnectionAdapterOptions>? configure = null)
        where TRegistration : class, IRegistration
    {
        var certificates = new ServingCertificates();
        builder.Services.AddSingleton<TRegistration>();
        builder.Services.AddSingleton<IHostedService>(provider => new CertificateRotation(
            provider.GetRequiredService<TRegistration>(),
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
