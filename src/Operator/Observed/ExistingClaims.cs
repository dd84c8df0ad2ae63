using System.Collections.Concurrent;

using InferenceEndpoints.Entities;

using k8s.Models;

using KubeOps.KubernetesClient;

namespace InferenceEndpoints.Operator.Observed;

/// <summary>
/// The claims that endpoints name and that are not ours, so that no informer has them. What nodes may use a claim is said when it is made, and
/// never changes: it is asked for once in a while, in case that there is another one of its name.
/// </summary>
internal sealed class ExistingClaims(IKubernetesClient client, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>By the endpoint's uid.</summary>
    private readonly ConcurrentDictionary<string, Answer> known = new(StringComparer.Ordinal);

    /// <summary>Whether an endpoint's model is in a claim of others that one node can use at a time. False also while there is no such claim.</summary>
    public async ValueTask<bool> IsOnOneNodeAsync(InferenceEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Spec.Model.Storage?.PersistentVolumeClaim?.ExistingClaim is not { } name)
        {
            return false;
        }

        if (known.TryGetValue(Uid(endpoint), out var answer) && answer.Claim == name && clock.GetElapsedTime(answer.Time) < MaxAge)
        {
            return answer.IsOnOneNode;
        }

        var claim = await client.GetAsync<V1PersistentVolumeClaim>(name, endpoint.Metadata.NamespaceProperty, cancellationToken);
        var isOnOneNode = claim?.Spec?.AccessModes is { Count: > 0 } modes && !modes.Contains(AccessModes.ReadWriteMany);
        if (claim is not null)
        {
            known[Uid(endpoint)] = new Answer(name, isOnOneNode, clock.GetTimestamp());
        }

        return isOnOneNode;
    }

    public void Remove(InferenceEndpoint endpoint) => known.TryRemove(Uid(endpoint), out _);

    private static string Uid(InferenceEndpoint endpoint) => endpoint.Metadata.Uid ?? "";

    private sealed record Answer(string Claim, bool IsOnOneNode, long Time);
}
