using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>Is there hardware on offer, and do nodes have it?</summary>
internal static class HardwareCheck
{
    public static IEnumerable<Finding> Judge(IReadOnlyCollection<InstanceType> types, IReadOnlyCollection<V1Node> nodes)
    {
        yield return types.Count == 0
            ? Finding.Fail("instance types", "none", "no endpoint names hardware that exists: apply the directory deploy/catalogue of the release, or your own")
            : Finding.Ok("instance types", $"{types.Count}");
        var ready = nodes.Where(IsReady).ToArray();
        yield return ready.Length == 0
            ? Finding.Fail("nodes", $"0 of {nodes.Count} are ready", "'kubectl get nodes' shows them")
            : Finding.Ok("nodes", $"{ready.Length} of {nodes.Count} ready");
        foreach (var resource in types.SelectMany(type => type.Spec.Resources.Keys).Where(IsExtended).Distinct().Order(StringComparer.Ordinal))
        {
            yield return Accelerator(resource, ready);
        }

        if (ready.Where(DevicePlugins.IsSilent).Select(node => node.Metadata.Name).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } silent)
        {
            yield return Finding.Fail(
                "device plugin",
                $"NVIDIA GPUs, and none of them offered, on {string.Join(", ", silent)}",
                "see whether driver and device plugin run there ('kubectl get pods -A -o wide'); docs/gpu-nodes.md installs them");
        }
    }

    private static Finding Accelerator(string resource, IEnumerable<V1Node> nodes)
    {
        var amounts = nodes.Select(node => Amount(node, resource)).Where(amount => amount > 0).ToArray();
        return amounts.Length == 0
            ? Finding.Warn(resource, "on no ready node", "instance types with it wait for ever: add a node, and the device plugin that announces it")
            : Finding.Ok(resource, $"{amounts.Sum()} on {amounts.Length} {(amounts.Length == 1 ? "node" : "nodes")}");
    }

    private static decimal Amount(V1Node node, string resource) =>
        node.Status?.Allocatable is { } allocatable && allocatable.TryGetValue(resource, out var quantity) ? quantity.ToDecimal() : 0;

    /// <summary>Announced by a device plugin; cpu and memory have no domain.</summary>
    private static bool IsExtended(string resource) => resource.Contains('/');

    private static bool IsReady(V1Node node) => node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
