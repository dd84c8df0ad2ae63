using Cluster;
using k8s;
using k8s.Models;

namespace IntegrationTests.Admission;

/// <summary>The configurations of deploy/webhook, except that an API server finds the webhooks by URL.</summary>
internal static class DeployedWebhooks
{
    public static V1ValidatingWebhookConfiguration Validating(int port)
    {
        var configuration = Read<V1ValidatingWebhookConfiguration>(V1ValidatingWebhookConfiguration.KubeKind);
        var webhook = configuration.Webhooks!.Single();
        webhook.ClientConfig = ByUrl(webhook.ClientConfig!, port);
        return configuration;
    }

    public static V1MutatingWebhookConfiguration Mutating(int port)
    {
        var configuration = Read<V1MutatingWebhookConfiguration>(V1MutatingWebhookConfiguration.KubeKind);
        var webhook = configuration.Webhooks!.Single();
        webhook.ClientConfig = ByUrl(webhook.ClientConfig!, port);
        return configuration;
    }

    private static T Read<T>(string kind) => KubernetesYaml.Deserialize<T>(
        File.ReadAllText(Repository.File("deploy/webhook/webhook.yaml")).Split("\n---\n").Single(text => text.Contains($"kind: {kind}\n", StringComparison.Ordinal)));

    private static Admissionregistrationv1WebhookClientConfig ByUrl(Admissionregistrationv1WebhookClientConfig client, int port) =>
        new() { Url = $"https://127.0.0.1:{port}{client.Service!.Path}" };
}
