using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

using KubeOps.Abstractions.Rbac;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>The webhook configuration by which API servers call the webhook.</summary>
[EntityRbac(typeof(V1ValidatingWebhookConfiguration), Verbs = RbacVerb.Get | RbacVerb.Patch)]
internal sealed class WebhookRegistration(IKubernetesClient client, OperatorOptions options) : IRegistration
{
    private readonly string name = options.Admission.Configuration;

    public string Object => $"{V1ValidatingWebhookConfiguration.KubeKind} {name}";

    public async Task<RegisteredTrust?> ReadAsync(CancellationToken cancellationToken)
    {
        var configuration = await client.GetAsync<V1ValidatingWebhookConfiguration>(name, cancellationToken: cancellationToken);
        var webhooks = configuration?.Webhooks ?? [];
        return configuration is null
            ? null
            : new RegisteredTrust(
                configuration.Metadata.ResourceVersion,
                [.. webhooks.Select(webhook => Host(webhook.ClientConfig)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                webhooks.ToDictionary(webhook => webhook.Name ?? "", webhook => webhook.ClientConfig?.CaBundle, StringComparer.Ordinal));
    }

    public async Task WriteAsync(RegisteredTrust read, IReadOnlyDictionary<string, byte[]> bundles, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = read.Version },
            ["webhooks"] = new JsonArray(
            [
                .. bundles.Select(bundle => new JsonObject
                {
                    ["name"] = bundle.Key,
                    ["clientConfig"] = new JsonObject { ["caBundle"] = Convert.ToBase64String(bundle.Value) },
                }),
            ]),
        };
        await client.PatchAsync<V1ValidatingWebhookConfiguration>(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.StrategicMergePatch), name, cancellationToken: cancellationToken);
    }

    private static string Host(Admissionregistrationv1WebhookClientConfig? client) => client switch
    {
        { Service: { } service } => $"{service.Name}.{service.NamespaceProperty}.svc",
        { Url: { } url } => new Uri(url).Host,
        _ => "",
    };
}
