using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

namespace InferenceEndpoints.Operator.Desired;

/// <summary>
/// Lets the gateway reach an endpoint's replicas, and keeps everybody else away: keys are asked for at the gateway only. The operator may ask how far a download
/// is. Policies add up, so who wants more callers writes one of his own. What a replica itself calls is not limited.
/// </summary>
internal static class NetworkPolicyBuilder
{
    // The API server sets it on every namespace, from 1.21 on.
    private const string NamespaceName = "kubernetes.io/metadata.name";

    /// <summary>Null: there shall be none.</summary>
    public static V1NetworkPolicy? Build(InferenceEndpoint endpoint, NetworkPolicyOptions options) => !options.Enabled ? null : new()
    {
        Metadata = Ownership.ChildOf(endpoint, Names.NetworkPolicy(endpoint)),
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = new V1LabelSelector { MatchLabels = ChildLabels.Selector(endpoint) },
            PolicyTypes = ["Ingress"],
            Ingress =
            [
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = [.. options.Others.Prepend(options.Gateway).Select(Peer)],
                    Ports = [new V1NetworkPolicyPort { Port = Names.HttpPort, Protocol = "TCP" }],
                },
                new V1NetworkPolicyIngressRule
                {
                    FromProperty = [Peer(options.Operator)],
                    Ports = [new V1NetworkPolicyPort { Port = DownloadContainer.ProgressPort, Protocol = "TCP" }],
                },
            ],
        },
    };

    private static V1NetworkPolicyPeer Peer(PodsOptions pods) => new()
    {
        NamespaceSelector = new V1LabelSelector
        {
            MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { [NamespaceName] = pods.Namespace },
        },
        PodSelector = pods.MatchLabels() is { Count: > 0 } labels ? new V1LabelSelector { MatchLabels = labels } : null,
    };
}
