using System.Globalization;
using k8s.Models;

namespace IntegrationTests.Operator;

/// <summary>Does the part of Kubernetes' controllers and scheduler where there are none: an endpoint's replica that no node can take.</summary>
internal static class WaitingReplica
{
    public const string SchedulersWords = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu";
    private const string Hash = "7c9d6b5f4";

    public static async Task<V1Pod> AddAsync(OperatorUnderTest product, string endpoint, int gpus, string? ns = null)
    {
        ns ??= product.Namespace;
        var deployment = (await product.Client.GetAsync<V1Deployment>(endpoint, ns, product.Deadline))!;
        var template = deployment.Spec!.Template!;
        var labels = new Dictionary<string, string>(template.Metadata!.Labels!) { ["pod-template-hash"] = Hash };
        var set = await product.Client.CreateAsync(
            new V1ReplicaSet
            {
                Metadata = Owned($"{endpoint}-{Hash}", deployment, V1Deployment.KubeKind) with
                {
                    Annotations = new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = "1" },
                },
                Spec = new V1ReplicaSetSpec
                {
                    Replicas = 1,
                    Selector = new V1LabelSelector { MatchLabels = labels },
                    Template = template with { Metadata = template.Metadata with { Labels = labels } },
                },
            },
            product.Deadline);
        var pod = await product.Client.CreateAsync(
            new V1Pod
            {
                Metadata = Owned($"{endpoint}-{Hash}-x7k2p", set, V1ReplicaSet.KubeKind),
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "model", Image = "none", Resources = Gpus(gpus) }] },
            },
            product.Deadline);
        return await product.Client.UpdateStatusAsync(
            pod with
            {
                Status = new V1PodStatus
                {
                    Phase = "Pending",
                    Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = SchedulersWords }],
                },
            },
            product.Deadline);

        V1ObjectMeta Owned(string name, k8s.IKubernetesObject<V1ObjectMeta> owner, string kind) => new()
        {
            Name = name,
            NamespaceProperty = ns,
            Labels = labels,
            OwnerReferences = [new V1OwnerReference { ApiVersion = "apps/v1", Kind = kind, Name = owner.Metadata.Name, Uid = owner.Metadata.Uid!, Controller = true }],
        };
    }

    public static V1ResourceRequirements Gpus(int count)
    {
        var resources = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = count.ToString(CultureInfo.InvariantCulture) };
        return new V1ResourceRequirements { Requests = resources, Limits = resources };
    }
}
