using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Crds;

public static class CustomResources
{
    // 'kubectl get inference' shows all of them; 'kubectl get all' shows endpoints next to the Deployments that they own.
    private static readonly Dictionary<string, string[]> s_categories = new()
    {
        [InferenceEndpoint.KubeKind] = ["all", "inference"],
        [InstanceType.KubeKind] = ["inference"],
        [EndpointKey.KubeKind] = ["inference"],
    };

    public static IReadOnlyList<V1CustomResourceDefinition> Definitions()
    {
        var definitions = KubeOps.Transpiler.Crds
            .Transpile([typeof(InferenceEndpoint), typeof(InstanceType), typeof(EndpointKey)])
            .ToList();
        foreach (var names in definitions.Select(definition => definition.Spec!.Names!))
        {
            // KubeOps has no attribute for categories.
            names.Categories = s_categories[names.Kind!];
        }

        return definitions;
    }
}
