using k8s.Models;

namespace InferenceEndpoints.Capacity;

/// <summary>
/// What a pod asks for of what nodes have in whole pieces: GPUs, MIG instances, time slices, Neuron cores. Kubernetes calls them extended
/// resources, and only their names have a domain, such as <c>nvidia.com/gpu</c>.
/// </summary>
public static class AcceleratorRequests
{
    /// <summary>As the scheduler counts: init containers run before the others, so the larger of both is taken.</summary>
    public static IReadOnlyDictionary<string, long> Of(V1Pod pod)
    {
        var requests = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (resource, count) in (pod.Spec?.Containers ?? []).SelectMany(Of))
        {
            requests[resource] = requests.GetValueOrDefault(resource) + count;
        }

        foreach (var (resource, count) in (pod.Spec?.InitContainers ?? []).SelectMany(Of))
        {
            requests[resource] = Math.Max(requests.GetValueOrDefault(resource), count);
        }

        return requests;
    }

    /// <summary>Those of a node's, a pod's or a container's resources, in whole pieces.</summary>
    public static IEnumerable<(string Resource, long Count)> Among(IDictionary<string, ResourceQuantity>? resources) =>
        (resources ?? new Dictionary<string, ResourceQuantity>())
            .Where(resource => resource.Key.Contains('/', StringComparison.Ordinal))
            .Select(resource => (resource.Key, (long)resource.Value.ToDouble()))
            .Where(resource => resource.Item2 > 0);

    private static IEnumerable<(string Resource, long Count)> Of(V1Container container) => Among(container.Resources?.Requests);
}
