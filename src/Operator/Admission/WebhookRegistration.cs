using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Certificates;

using k8s;
using k8s.Models;

using KubeOps.Abstractions.Rbac;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Admission;

/// <summary>A webhook configuration by which API servers call a webhook. There is one for each kind of webhook, of the same name.</summary>
/// <param name="client">To the cluster.</param>
/// <param name="name">Of the configuration.</param>
/// <param name="webhooksOf">What it leads to.</param>
[EntityRbac(typeof(V1MutatingWebhookConfiguration), typeof(V1ValidatingWebhookConfiguration), Verbs = RbacVerb.Get | RbacVerb.Patch)]
internal sealed class WebhookRegistration<T>(
    IKubernetesClient client, string name, Func<T, IEnumerable<(string? Name, Admissionregistrationv1WebhookClientConfig? Client)>?> webhooksOf) : IRegistration
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    public string Object { get; } = $"{new T().Kind} {name}";

    public async Task<RegisteredTrust?> ReadAsync(CancellationToken cancellationToken)
    {
        var configuration = await client.GetAsync<T>(name, cancellationToken: cancellationToken);
        if (configuration is null)
        {
            return null;
        }

        var webhooks = (webhooksOf(configuration) ?? []).ToList();
        return new RegisteredTrust(
            configuration.Metadata.ResourceVersion,
            [.. webhooks.Select(webhook => Host(webhook.Client))],
            webhooks.ToDictionary(webhook => webhook.Name ?? "", webhook => webhook.Client?.CaBundle, StringComparer.Ordinal));
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
        await client.PatchAsync<T>(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.StrategicMergePatch), name, cancellationToken: cancellationToken);
    }

    private static string Host(Admissionregistrationv1WebhookClientConfig? client) => client switch
    {
        { Service: { } service } => $"{service.Name}.{service.NamespaceProperty}.svc",
        { Url: { } url } => new Uri(url).Host,
        _ => "",
    };
}
