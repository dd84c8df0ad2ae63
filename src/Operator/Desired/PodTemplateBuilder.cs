using System.Text.Json;
using System.Text.Json.Nodes;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Cluster;
using InferenceEndpoints.Operator.Engines;
using InferenceEndpoints.Operator.Settings;

using k8s;
using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>The pod of an endpoint: the model's files, the engine beside them, the hardware around both, and the user's overlay on top.</summary>
internal static class PodTemplateBuilder
{
    /// <param name="endpoint">What is wanted.</param>
    /// <param name="instance">The hardware.</param>
    /// <param name="isOnOneNode">One node at a time can use the model's volume.</param>
    /// <param name="defaults">What the operator's settings say.</param>
    /// <param name="cluster">What the API server knows.</param>
    public static JsonElement Build(
        InferenceEndpoint endpoint, InstanceTypeSpec instance, bool isOnOneNode, ModelDefaults defaults, ClusterCapabilities cluster)
    {
        var model = endpoint.Spec.Model;
        var engine = EngineSelector.Build(new EngineInput(NamespacedName.Of(endpoint), model, instance, defaults));
        var storage = ModelStorage.Of(endpoint);
        var claim = isOnOneNode ? storage.Volume.PersistentVolumeClaim?.ClaimName : null;
        var images = new ImageRewriter(defaults.Images.Rewrites);

        var template = new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = LabelsOf(endpoint, claim),
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [ChildLabels.ModelRevision] = model.Revision,
                },
            },
            Spec = new V1PodSpec
            {
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                TerminationGracePeriodSeconds = defaults.TerminationGracePeriodSeconds,
                SecurityContext = PodSecurity.Pod(storage),
                ImagePullSecrets = PullSecrets(model, defaults.Images),
                RuntimeClassName = instance.RuntimeClassName,
                NodeSelector = Hardware.NodeSelector(instance, endpoint.Spec.Provider),
                Affinity = claim is null ? null : ClaimAffinity.Of(claim),
                TopologySpreadConstraints = claim is null ? [SpreadOverNodes(endpoint)] : null,
                Tolerations = instance.Tolerations is { Count: > 0 } tolerations ? tolerations : null,
                InitContainers = storage.NeedsDownload ? [DownloadContainer.Build(model, storage, defaults, images)] : null,
                Containers = [ModelContainer.Build(model, engine, storage, instance, defaults, cluster, images)],
                Volumes = Volumes(storage, instance),
            },
        };

        var built = JsonElement.Parse(KubernetesJson.SerializeToUtf8Bytes(template));
        return endpoint.Spec.Template is { ValueKind: JsonValueKind.Object } overlay
            ? JsonSerializer.SerializeToElement(
                StrategicMerge.Apply(JsonObject.Create(built)!, JsonObject.Create(overlay)!), OperatorJsonContext.Default.JsonObject)
            : built;
    }

    private static Dictionary<string, string> LabelsOf(InferenceEndpoint endpoint, string? claim)
    {
        var labels = ChildLabels.Of(endpoint);
        if (claim is not null)
        {
            labels[ChildLabels.ModelClaim] = ClaimAffinity.LabelValue(claim);
        }

        return labels;
    }

    // So that one node takes as few of the replicas with it as can be; where the hardware is on one node only, they share it.
    private static V1TopologySpreadConstraint SpreadOverNodes(InferenceEndpoint endpoint) => new()
    {
        MaxSkew = 1,
        TopologyKey = "kubernetes.io/hostname",
        WhenUnsatisfiable = "ScheduleAnyway",
        LabelSelector = new V1LabelSelector { MatchLabels = ChildLabels.Selector(endpoint) },
    };

    private static List<V1Volume> Volumes(ModelStorage storage, InstanceTypeSpec instance)
    {
        List<V1Volume> volumes = [storage.Volume, new V1Volume { Name = ScratchVolume.Name, EmptyDir = new V1EmptyDirVolumeSource() }];
        if (Hardware.SharedMemory(instance) is { } sharedMemory)
        {
            volumes.Add(sharedMemory);
        }

        return volumes;
    }

    private static List<V1LocalObjectReference>? PullSecrets(ModelSpec model, ImageOptions images)
    {
        var names = images.PullSecrets.Append(model.Image?.Custom?.Credentials?.SecretName).OfType<string>().Distinct(StringComparer.Ordinal);
        var references = names.Select(name => new V1LocalObjectReference { Name = name }).ToList();
        return references.Count == 0 ? null : references;
    }
}
