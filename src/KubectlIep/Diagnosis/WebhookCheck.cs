using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Does the API server trust the validating webhook? Nothing depends on it, so nothing here is a failure.</summary>
internal static class WebhookCheck
{
    private const string Subject = "webhook";
    private const string Name = "validate.inferenceendpoints.dev";

    public static Finding Judge(IEnumerable<V1ValidatingWebhookConfiguration> configurations, DateTimeOffset now)
    {
        var webhook = configurations.SelectMany(configuration => configuration.Webhooks ?? []).FirstOrDefault(webhook => webhook.Name == Name);
        return (webhook, webhook is null ? null : Expiry(webhook.ClientConfig?.CaBundle)) switch
        {
            (null, _) => Finding.Warn(Subject, "not installed", "with it 'kubectl apply' refuses mistakes at once: apply deploy/webhook"),
            (_, null) => Finding.Warn(Subject, "has no certificate authority", "start the operator with Operator__Admission__Enabled=true"),
            (_, { } end) when end <= now => Finding.Warn(
                Subject, $"its authority expired {end:yyyy-MM-dd}", "the operator renews it: look whether it runs, and into its log"),
            (_, { } end) => Finding.Ok(Subject, $"trusted until {end:yyyy-MM-dd}"),
        };
    }

    /// <summary>While an authority is renewed, the bundle has the old one and the new one.</summary>
    private static DateTimeOffset? Expiry(byte[]? bundle)
    {
        using var authorities = new Authorities(bundle ?? []);
        return authorities.Latest;
    }

    private sealed class Authorities : IDisposable
    {
        private readonly X509Certificate2Collection certificates = [];

        public Authorities(byte[] pem)
        {
            try
            {
                certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
            }
            catch (CryptographicException)
            {
                certificates.Clear(); // whatever it is, no authority is in it
            }
        }

        public DateTimeOffset? Latest => certificates.Count == 0 ? null : certificates.Max(certificate => new DateTimeOffset(certificate.NotAfter));

        public void Dispose()
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }
}
