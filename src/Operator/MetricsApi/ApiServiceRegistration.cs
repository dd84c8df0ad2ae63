using System.Text.Json.Nodes;

using InferenceEndpoints.Operator.Certificates;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

using KubeOps.Abstractions.Rbac;
using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>The APIService by which the API server leads autoscalers here. One that names another Service, KEDA's perhaps, is left alone.</summary>
[EntityRbac(typeof(V1APIService), Verbs = RbacVerb.Get | RbacVerb.Patch)]
internal sealed class ApiServiceRegistration(IKubernetesClient client, OperatorOptions options) : IRegistration
{
    public string Object => $"{V1APIService.KubeKind} {MetricsApiOptions.ApiService}";

    public async Task<RegisteredTrust?> ReadAsync(CancellationToken cancellationToken)
    {
        var ns = await client.GetCurrentNamespaceAsync(cancellationToken: cancellationToken);
        var registered = await client.GetAsync<V1APIService>(MetricsApiOptions.ApiService, cancellationToken: cancellationToken);
        return registered?.Spec?.Service is { } service && service.Name == options.MetricsApi.Service && service.NamespaceProperty == ns
            ? new RegisteredTrust(
                registered.Metadata.ResourceVersion,
                [$"{service.Name}.{service.NamespaceProperty}.svc"],
                new Dictionary<string, byte[]?>(StringComparer.Ordinal) { [""] = registered.Spec.CaBundle })
            : null;
    }

    public async Task WriteAsync(RegisteredTrust read, IReadOnlyDictionary<string, byte[]> bundles, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = read.Version },
            ["spec"] = new JsonObject { ["caBundle"] = Convert.ToBase64String(bundles.Values.Single()) },
        };
        await client.PatchAsync<V1APIService>(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), MetricsApiOptions.ApiService, cancellationToken: cancellationToken);
    }
}
