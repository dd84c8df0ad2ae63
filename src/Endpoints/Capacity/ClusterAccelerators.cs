using System.Globalization;
using k8s.Models;

namespace InferenceEndpoints.Capacity;

/// <summary>The accelerators of a cluster's nodes at one moment, and which of them no pod holds. Immutable.</summary>
public sealed class ClusterAccelerators
{
    private readonly IReadOnlyList<Room> rooms;

    private ClusterAccelerators(IReadOnlyList<Room> rooms) => this.rooms = rooms;

    /// <param name="nodes">All of them.</param>
    /// <param name="pods">Those that are on a node and have not ended.</param>
    public static ClusterAccelerators Of(IEnumerable<V1Node> nodes, IEnumerable<V1Pod> pods)
    {
        var held = pods.SelectMany(pod => AcceleratorRequests.Of(pod).Select(request => (Place: (pod.Spec?.NodeName, request.Resource), request.Count)))
            .GroupBy(request => request.Place, request => request.Count)
            .ToDictionary(requests => requests.Key, requests => requests.Sum());
        return new ClusterAccelerators(
        [
            .. from node in nodes
               from resource in node.Status?.Allocatable ?? new Dictionary<string, ResourceQuantity>()
               where AcceleratorRequests.IsAccelerator(resource.Key)
               let count = (long)resource.Value.ToDecimal()
               select new Room(node, resource.Key, count, Math.Max(0, count - held.GetValueOrDefault((node.Metadata.Name, resource.Key)))),
        ]);
    }

    /// <summary>The scheduler found no node for the pod, which asks for accelerators.</summary>
    public static bool AreWaitedForBy(V1Pod pod) =>
        string.IsNullOrEmpty(pod.Spec?.NodeName)
        && pod.Status?.Conditions?.Any(condition => condition is { Type: "PodScheduled", Status: "False" }) is true
        && AcceleratorRequests.Of(pod).Any();

    /// <summary>
    /// How many of what a pod asks for are free, such as <c>It needs 4 nvidia.com/gpu on one node; 6 of 16 are free in the cluster, at most 2 on
    /// one node that fits</c>. Null: it asks for none.
    /// </summary>
    public string? Describe(V1Pod pod)
    {
        var sentences = AcceleratorRequests.Of(pod).Select(request => Describe(pod.Spec!, request.Resource, request.Count));
        return string.Join(". ", sentences) is { Length: > 0 } text ? text : null;
    }

    private string Describe(V1PodSpec pod, string resource, long wanted)
    {
        var having = rooms.Where(room => room.Resource == resource).ToList();
        var (free, all) = (having.Sum(room => room.Free), having.Sum(room => room.Count));
        var fitting = having.Where(room => NodeFit.MayRun(pod, room.Node)).Select(room => room.Free).DefaultIfEmpty().Max();
        var there = (all, free, fitting) switch
        {
            (0, _, _) => "no node has any",
            (_, 0, _) => string.Create(CultureInfo.InvariantCulture, $"0 of {all} are free in the cluster"),
            (_, _, 0) => string.Create(CultureInfo.InvariantCulture, $"{free} of {all} are free in the cluster, none on a node that fits"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{free} of {all} are free in the cluster, at most {fitting} on one node that fits"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"It needs {wanted} {resource} on one node; {there}");
    }

    /// <param name="Count">What pods may have of it.</param>
    private sealed record Room(V1Node Node, string Resource, long Count, long Free);
}
