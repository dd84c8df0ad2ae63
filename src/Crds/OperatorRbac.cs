using System.Reflection;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Rbac;
using KubeOps.Transpiler;

namespace InferenceEndpoints.Crds;

/// <summary>The operator's identity and rights, from the attributes on its controllers.</summary>
public static class OperatorRbac
{
    public const string Name = "inference-endpoints-operator";
    public const string Namespace = "inference-endpoints";
    private const string LeaseGroup = "coordination.k8s.io";

    public static IReadOnlyList<IKubernetesObject> Objects() =>
        Objects(Assembly.Load("inference-endpoints-operator").GetTypes().SelectMany(type => type.GetCustomAttributes<RbacAttribute>()));

    /// <summary>Leases are the operator's own business: it gets them in its own namespace only.</summary>
    public static IReadOnlyList<IKubernetesObject> Objects(IEnumerable<RbacAttribute> attributes)
    {
        var rules = Rbac.Transpile(attributes).ToLookup(rule => rule.ApiGroups?.Contains(LeaseGroup) is true);
        return
        [
            Named<V1ServiceAccount>(Namespace),
            WithRules(Named<V1ClusterRole>(null), [.. rules[false]]),
            Bound(Named<V1ClusterRoleBinding>(null)),
            WithRules(Named<V1Role>(Namespace), [.. rules[true]]),
            Bound(Named<V1RoleBinding>(Namespace)),
        ];
    }

    private static T Named<T>(string? ns)
        where T : IKubernetesObject<V1ObjectMeta>, new() => new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = Name,
                NamespaceProperty = ns,
                Labels = new Dictionary<string, string> { [Entities.Labels.Name] = Name },
            },
        };

    private static V1ClusterRole WithRules(V1ClusterRole role, IList<V1PolicyRule> rules) => role with { Rules = rules };

    private static V1Role WithRules(V1Role role, IList<V1PolicyRule> rules) => role with { Rules = rules };

    private static V1ClusterRoleBinding Bound(V1ClusterRoleBinding binding) =>
        binding with { RoleRef = Reference(V1ClusterRole.KubeKind), Subjects = [Subject()] };

    private static V1RoleBinding Bound(V1RoleBinding binding) =>
        binding with { RoleRef = Reference(V1Role.KubeKind), Subjects = [Subject()] };

    private static V1RoleRef Reference(string kind) => new() { ApiGroup = V1ClusterRole.KubeGroup, Kind = kind, Name = Name };

    private static V1Subject Subject() => new() { Kind = V1ServiceAccount.KubeKind, Name = Name, NamespaceProperty = Namespace };
}
