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
        return (webhook, CertificateBundle.Expiry(webhook?.ClientConfig?.CaBundle)) switch
        {
            (null, _) => Finding.Warn(Subject, "not installed", "with it 'kubectl apply' refuses mistakes at once: apply deploy/webhook"),
            (_, null) => Finding.Warn(Subject, "has no certificate authority", "start the operator with Operator__Admission__Enabled=true"),
            (_, { } end) when end <= now => Finding.Warn(
                Subject, $"its authority expired {end:yyyy-MM-dd}", "the operator renews it: look whether it runs, and into its log"),
            (_, { } end) => Finding.Ok(Subject, $"trusted until {end:yyyy-MM-dd}"),
        };
    }
}
