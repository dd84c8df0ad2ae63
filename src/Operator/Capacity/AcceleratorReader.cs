using System.Net;
using System.Text.Json;

using InferenceEndpoints.Capacity;

using k8s;
using k8s.Autorest;
using k8s.Models;

using KubeOps.Abstractions.Rbac;

namespace InferenceEndpoints.Operator.Capacity;

/// <summary>Counts the accelerators of the cluster, and those that pods hold, whoever they belong to.</summary>
[EntityRbac(typeof(V1Node), Verbs = RbacVerb.List)]
internal sealed partial class AcceleratorReader(IKubernetes client, ILogger<AcceleratorReader> logger)
{
    /// <summary>No more of a large cluster's pods are in memory at a time.</summary>
    private const int PageSize = 500;

    /// <summary>The scheduler counts those alike: they are on a node and have not ended.</summary>
    private const string HoldsResources = "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed";

    /// <returns>Null: they cannot be counted, or the operator serves some namespaces only and may not look beyond them.</returns>
    public async Task<ClusterAccelerators?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var nodes = await ListAsync<V1Node>(V1Node.KubePluralName, fieldSelector: null, _ => true, cancellationToken);
            var pods = await ListAsync<V1Pod>(
                V1Pod.KubePluralName, HoldsResources, pod => AcceleratorRequests.Of(pod).Any(), cancellationToken);
            return ClusterAccelerators.Of(nodes, pods);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Forbidden)
        {
            return null;
        }
        catch (Exception exception) when (
            exception is HttpOperationException or HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)) // the client's own patience was over
        {
            LogUncounted(logger, exception.Message);
            return null;
        }
    }

    private async Task<List<T>> ListAsync<T>(string plural, string? fieldSelector, Func<T, bool> isWanted, CancellationToken cancellationToken)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var found = new List<T>();
        string? next = null;
        do
        {
            var page = await client.CustomObjects.ListClusterCustomObjectAsync<KubernetesList<T>>(
                "", "v1", plural, continueParameter: next, fieldSelector: fieldSelector, limit: PageSize, cancellationToken: cancellationToken);
            found.AddRange(page.Items.Where(isWanted));
            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));
        return found;
    }

    [LoggerMessage(2470, LogLevel.Warning, "Free accelerators cannot be counted, and messages do not tell of them: {Reason}")]
    private static partial void LogUncounted(ILogger logger, string reason);
}
