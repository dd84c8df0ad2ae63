using k8s.Models;

namespace InferenceEndpoints.Capacity;

/// <summary>What a pod asks of its node.</summary>
public static class PodRequests
{
    /// <summary>As the scheduler counts: init containers run before the others, so the larger of both is taken.</summary>
    /// <param name="pod">Null: it asks for nothing.</param>
    /// <param name="isCounted">By the resource's name; the others are left out.</param>
    public static IReadOnlyDictionary<string, decimal> Of(V1PodSpec? pod, Func<string, bool> isCounted)
    {
        var requests = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (resource, quantity) in Among(pod?.Containers, isCounted))
        {
            requests[resource] = requests.GetValueOrDefault(resource) + quantity.ToDecimal();
        }

        foreach (var (resource, quantity) in Among(pod?.InitContainers, isCounted))
        {
            requests[resource] = Math.Max(requests.GetValueOrDefault(resource), quantity.ToDecimal());
        }

        return requests;
    }

    private static IEnumerable<KeyValuePair<string, ResourceQuantity>> Among(IEnumerable<V1Container>? containers, Func<string, bool> isCounted) =>
        (containers ?? []).SelectMany(container => container.Resources?.Requests ?? new Dictionary<string, ResourceQuantity>()).Where(request => isCounted(request.Key));
}
