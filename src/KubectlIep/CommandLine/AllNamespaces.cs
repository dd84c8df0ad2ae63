using System.CommandLine;

namespace InferenceEndpoints.KubectlIep.CommandLine;

internal static class AllNamespaces
{
    public static Option<bool> Option() => new("--all-namespaces", "-A") { Description = "Those of all namespaces" };
}
