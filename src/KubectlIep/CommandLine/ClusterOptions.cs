using System.CommandLine;
using k8s;

namespace InferenceEndpoints.KubectlIep.CommandLine;

/// <summary>Which cluster, as whom, and which namespace: kubectl's own options, for every verb.</summary>
internal sealed class ClusterOptions
{
    public Option<string?> Namespace { get; } = new("--namespace", "-n")
    {
        Description = "The namespace; without it that of the context",
        HelpName = "NAMESPACE",
        Recursive = true,
    };

    public Option<string?> Context { get; } = new("--context")
    {
        Description = "The context of the kubeconfig; without it the current one",
        HelpName = "CONTEXT",
        Recursive = true,
    };

    public Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "The kubeconfig; without it KUBECONFIG or ~/.kube/config",
        HelpName = "FILE",
        Recursive = true,
    };

    public KubernetesClientConfiguration Configuration(ParseResult parsed)
    {
        var (file, context) = (parsed.GetValue(Kubeconfig), parsed.GetValue(Context));
        return file is null && context is null
            ? KubernetesClientConfiguration.BuildDefaultConfig()
            : KubernetesClientConfiguration.BuildConfigFromConfigFile(file, context);
    }
}
