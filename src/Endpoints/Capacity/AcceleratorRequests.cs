using k8s.Models;

namespace InferenceEndpoints.Capacity;

/// <summary>
/// What a pod asks for of what nodes have in whole pieces: GPUs, MIG instances, time slices, Neuron cores. Kubernetes calls them extended
/// resources, and only their names have a domain, such as <c>nvidia.com/gpu</c>.
/// </summary>
public static class AcceleratorRequests
{
    /// <inheritdoc cref="PodRequests.Of"/>
    public static IEnumerable<(string Resource, long Count)> Of(V1Pod pod) =>
        PodRequests.Of(pod.Spec, IsAccelerator).Where(request => request.Value > 0).Select(request => (request.Key, (long)request.Value));

    public static bool IsAccelerator(string resource) => resource.Contains('/', StringComparison.Ordinal);
}
