using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Diagnosis;

/// <summary>By what a node tells of its accelerators.</summary>
internal static class DevicePlugins
{
    /// <summary>Of GPUs, whole, shared or as MIG instances.</summary>
    private const string Resources = "nvidia.com/";

    /// <summary>By which NVIDIA's operator, node feature discovery, Google and Amazon say that a node has a GPU, whatever runs there.</summary>
    private static readonly string[] Labels =
        ["nvidia.com/gpu.present", "feature.node.kubernetes.io/pci-10de.present", "cloud.google.com/gke-accelerator", "k8s.amazonaws.com/accelerator"];

    /// <summary>The node has an NVIDIA GPU, and offers none: nobody announces it, or all are unhealthy.</summary>
    public static bool IsSilent(V1Node node) =>
        !Offers(node.Status?.Allocatable) && (Offers(node.Status?.Capacity) || Labels.Any(label => Says(node.Metadata.Labels, label)));

    private static bool Offers(IDictionary<string, ResourceQuantity>? resources) =>
        resources?.Any(resource => resource.Key.StartsWith(Resources, StringComparison.Ordinal) && resource.Value.ToDecimal() > 0) == true;

    private static bool Says(IDictionary<string, string>? labels, string label) =>
        labels?.TryGetValue(label, out var value) == true && (value == "true" || value.StartsWith("nvidia-", StringComparison.Ordinal));
}
