using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Admission;

internal static class WebhookRegistrations
{
    /// <summary>Of both webhooks, which are on one port and have one certificate.</summary>
    public static IReadOnlyList<IRegistration> All(IKubernetesClient client, OperatorOptions options) =>
    [
        new WebhookRegistration<V1ValidatingWebhookConfiguration>(
            client, options.Admission.Configuration, configuration => configuration.Webhooks?.Select(webhook => (webhook.Name, webhook.ClientConfig))),
        new WebhookRegistration<V1MutatingWebhookConfiguration>(
            client, options.Admission.Configuration, configuration => configuration.Webhooks?.Select(webhook => (webhook.Name, webhook.ClientConfig))),
    ];
}
