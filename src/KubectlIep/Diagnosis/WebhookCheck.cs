using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Does the API server trust the webhooks? Nothing depends on them, so nothing here is a failure.</summary>
internal static class WebhookCheck
{
    public static Finding Judge(IEnumerable<V1ValidatingWebhookConfiguration> configurations, DateTimeOffset now) => Judge(
        "validating webhook",
        [.. from configuration in configurations
            from webhook in configuration.Webhooks ?? []
            where webhook.Name == "validate.inferenceendpoints.dev"
            select webhook.ClientConfig],
        "with it 'kubectl apply' refuses mistakes at once",
        now);

    public static Finding Judge(IEnumerable<V1MutatingWebhookConfiguration> configurations, DateTimeOffset now) => Judge(
        "defaulting webhook",
        [.. from configuration in configurations
            from webhook in configuration.Webhooks ?? []
            where webhook.Name == "default.inferenceendpoints.dev"
            select webhook.ClientConfig],
        "with it an endpoint without instanceType gets the default one",
        now);

    private static Finding Judge(string subject, IReadOnlyList<Admissionregistrationv1WebhookClientConfig?> clients, string benefit, DateTimeOffset now) =>
        (clients, CertificateBundle.Expiry(clients is [{ } client, ..] ? client.CaBundle : null)) switch
        {
            ([], _) => Finding.Warn(subject, "not installed", $"{benefit}: apply deploy/webhook"),
            (_, null) => Finding.Warn(subject, "has no certificate authority", "start the operator with Operator__Admission__Enabled=true"),
            (_, { } end) when end <= now => Finding.Warn(
                subject, $"its authority expired {end:yyyy-MM-dd}", "the operator renews it: look whether it runs, and into its log"),
            (_, { } end) => Finding.Ok(subject, $"trusted until {end:yyyy-MM-dd}"),
        };
}
