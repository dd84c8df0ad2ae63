using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.CommandLine;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>Reads an endpoint, its pods and its Events.</summary>
internal static class EndpointReader
{
    public static async Task<EndpointView> ReadAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var endpoint = await session.GetEndpointAsync(name, cancellationToken);
        var pods = PodsAsync(session, name, cancellationToken);
        var events = session.Client.ListAsync<Corev1Event>(
            session.Namespace,
            fieldSelector: $"involvedObject.kind={InferenceEndpoint.KubeKind},involvedObject.uid={endpoint.Metadata.Uid}",
            cancellationToken: cancellationToken);
        return new EndpointView(endpoint, await pods, [.. await events]);
    }

    /// <summary>The replicas, the oldest first.</summary>
    public static async Task<IReadOnlyList<V1Pod>> PodsAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var pods = await session.Client.ListAsync<V1Pod>(
            session.Namespace, labelSelector: $"{Labels.OfEndpoints},{Labels.Instance}={name}", cancellationToken: cancellationToken);
        return [.. pods.OrderBy(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)];
    }
}
