using System.Reflection;
using InferenceEndpoints.Operator.Settings;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Rbac;
using KubeOps.Transpiler;

namespace InferenceEndpoints.Crds;

/// <summary>The identity and rights of one of our processes, from the attributes in its assembly.</summary>
public sealed class ProcessRbac
{
    public const string Operator = "inference-endpoints-operator";
    public const string Gateway = "inference-endpoints-gateway";
    public const string Namespace = "inference-endpoints";
    private const string LeaseGroup = "coordination.k8s.io";
    private static readonly V1PolicyRule FindsGateways = new() { ApiGroups = [V1Pod.KubeGroup], Resources = [V1Pod.KubePluralName], Verbs = ["list"] };

    private readonly string name;

    private ProcessRbac(string name) => this.name = name;

    /// <param name="process">Its assembly, and the name of everything that it gets.</param>
    public static IReadOnlyList<IKubernetesObject> Objects(string process) =>
        new ProcessRbac(process).Objects(Assembly.Load(process).GetTypes().SelectMany(type => type.GetCustomAttributes<RbacAttribute>()));

    /// <summary>
    /// Leases are a process's own business: it gets them in its own namespace only. The operator looks there for the gateways, too, whichever
    /// namespaces it serves.
    /// </summary>
    private List<IKubernetesObject> Objects(IEnumerable<RbacAttribute> attributes)
    {
        var rules = Rbac.Transpile(attributes).ToLookup(rule => rule.ApiGroups?.Contains(LeaseGroup) is true);
        List<IKubernetesObject> objects =
        [
            Named<V1ServiceAccount>(Namespace),
            Named<V1ClusterRole>(null) with { Rules = [.. rules[false].Select(OfThisInstallation)] },
            Named<V1ClusterRoleBinding>(null) with { RoleRef = Reference(V1ClusterRole.KubeKind), Subjects = [Subject()] },
        ];
        if (rules[true].Any())
        {
            objects.Add(Named<V1Role>(Namespace) with { Rules = [.. rules[true], .. name == Operator ? [FindsGateways] : Array.Empty<V1PolicyRule>()] });
            objects.Add(Named<V1RoleBinding>(Namespace) with { RoleRef = Reference(V1Role.KubeKind), Subjects = [Subject()] });
        }

        return objects;
    }

    /// <summary>Of a kind that belongs to the whole cluster, a process gets the one object that is its own.</summary>
    private static V1PolicyRule OfThisInstallation(V1PolicyRule rule) => rule.ApiGroups switch
    {
        [V1ValidatingWebhookConfiguration.KubeGroup] => rule with { ResourceNames = [AdmissionOptions.DefaultConfiguration] },
        [V1APIService.KubeGroup] => rule with { ResourceNames = [MetricsApiOptions.ApiService] },
        _ => rule,
    };

    private T Named<T>(string? ns)
        where T : IKubernetesObject<V1ObjectMeta>, new() => new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = ns,
                Labels = new Dictionary<string, string> { [Entities.Labels.Name] = name },
            },
        };

    private V1RoleRef Reference(string kind) => new() { ApiGroup = V1ClusterRole.KubeGroup, Kind = kind, Name = name };

    private V1Subject Subject() => new() { Kind = V1ServiceAccount.KubeKind, Name = name, NamespaceProperty = Namespace };
}
