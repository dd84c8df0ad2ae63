using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Desired;
using InferenceEndpoints.Operator.Settings;

using k8s.Models;

namespace InferenceEndpoints.Operator.UnitTests.Desired;

public sealed class NetworkPolicyBuilderTests
{
    private static readonly InferenceEndpoint Gemma = new() { Metadata = new V1ObjectMeta { Name = "gemma", NamespaceProperty = "team-a", Uid = "1" } };

    private readonly NetworkPolicyOptions options = new() { Enabled = true };

    [Fact]
    public void Only_the_gateways_pods_reach_the_port_of_an_endpoints_own_pods()
    {
        var policy = NetworkPolicyBuilder.Build(Gemma, options)!;

        Assert.Equal(("gemma", "team-a", "1"), (policy.Metadata.Name, policy.Metadata.NamespaceProperty, policy.Metadata.OwnerReferences!.Single().Uid));
        Assert.Equal("app.kubernetes.io/instance=gemma,app.kubernetes.io/name=inference-endpoint", Text(policy.Spec!.PodSelector));
        Assert.Equal(["Ingress"], policy.Spec.PolicyTypes);
        var rule = policy.Spec.Ingress![0];
        Assert.Equal(("http", "TCP"), (rule.Ports!.Single().Port!.Value, rule.Ports![0].Protocol));
        Assert.Equal(
            ["kubernetes.io/metadata.name=inference-endpoints: app.kubernetes.io/component=gateway,app.kubernetes.io/part-of=inference-endpoints"],
            rule.FromProperty!.Select(Text));
    }

    [Fact]
    public void The_operators_pods_may_ask_how_far_a_download_is_and_nothing_else()
    {
        var rule = NetworkPolicyBuilder.Build(Gemma, options)!.Spec!.Ingress![1];

        Assert.Equal($"{DownloadContainer.ProgressPort}", rule.Ports!.Single().Port!.Value);
        Assert.Equal(
            ["kubernetes.io/metadata.name=inference-endpoints: app.kubernetes.io/component=operator,app.kubernetes.io/part-of=inference-endpoints"],
            rule.FromProperty!.Select(Text));
    }

    [Fact]
    public void Whoever_the_settings_name_besides_reaches_it_too()
    {
        options.Others.Add(new PodsOptions { Namespace = "monitoring", Labels = "app=prometheus" });
        options.Others.Add(new PodsOptions { Namespace = "debugging" });

        var peers = NetworkPolicyBuilder.Build(Gemma, options)!.Spec!.Ingress![0].FromProperty!;

        Assert.Equal(["kubernetes.io/metadata.name=monitoring: app=prometheus", "kubernetes.io/metadata.name=debugging: all"], peers.Skip(1).Select(Text));
    }

    [Fact]
    public void There_is_none_unless_the_setting_is_on() => Assert.Null(NetworkPolicyBuilder.Build(Gemma, new NetworkPolicyOptions()));

    private static string Text(V1NetworkPolicyPeer peer) => $"{Text(peer.NamespaceSelector)}: {Text(peer.PodSelector)}";

    private static string Text(V1LabelSelector? selector) => selector is null
        ? "all"
        : string.Join(',', selector.MatchLabels!.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
