using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Can pods look names up? Without it no model is downloaded, and nobody in the cluster finds the gateway.</summary>
internal static class ClusterDnsCheck
{
    public const string Namespace = "kube-system";

    /// <summary>CoreDNS has the label of its predecessor.</summary>
    public const string Selector = "k8s-app=kube-dns";

    private const string Subject = "DNS in the cluster";

    public static Finding Judge(IReadOnlyCollection<V1Deployment> servers) => (servers.Count, servers.Sum(server => server.Status?.ReadyReplicas ?? 0)) switch
    {
        (0, _) => Finding.Warn(
            Subject, $"no Deployment with {Selector} in {Namespace}", "without DNS pods find neither the Hub nor the gateway: install CoreDNS, unless names are served in another way"),
        (_, 0) => Finding.Fail(Subject, "no replica is ready", $"'kubectl -n {Namespace} describe pods -l {Selector}' says why"),
        (_, var ready) => Finding.Ok(Subject, $"{ready} ready"),
    };
}
