using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Crds;

/// <summary>The right to call endpoints, to be bound in a namespace. Who may edit a namespace may call what runs in it.</summary>
internal static class InvokerRole
{
    private const string Name = "inference-endpoints-invoker";
    private const string AggregateTo = "rbac.authorization.k8s.io/aggregate-to-";

    public static V1ClusterRole Build() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = Name,
            Labels = new Dictionary<string, string> { [AggregateTo + "admin"] = "true", [AggregateTo + "edit"] = "true" },
        },
        Rules =
        [
            new V1PolicyRule { ApiGroups = [InferenceEndpoint.KubeGroup], Resources = [InvokeRight.Resource], Verbs = [InvokeRight.Verb] },
        ],
    };
}
