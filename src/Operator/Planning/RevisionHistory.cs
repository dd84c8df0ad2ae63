using System.Collections.Immutable;

using InferenceEndpoints.Operator.Desired;

using k8s.Models;

namespace InferenceEndpoints.Operator.Planning;

/// <summary>The pod templates that an endpoint had so far.</summary>
/// <param name="Stored">As stored, the newest first.</param>
/// <param name="Current">The newest; null when there is none.</param>
internal sealed record RevisionHistory(ImmutableArray<V1ControllerRevision> Stored, ModelRevision? Current)
{
    public long NextNumber => Stored.IsEmpty ? 1 : (Stored[0].Revision ?? 0) + 1;

    public static RevisionHistory Of(IEnumerable<V1ControllerRevision> revisions)
    {
        ImmutableArray<V1ControllerRevision> stored = [.. revisions.OrderByDescending(revision => revision.Revision)];
        return new RevisionHistory(stored, stored.IsEmpty ? null : ModelRevision.From(stored[0]));
    }

    public V1ControllerRevision? Find(ModelRevision revision) => Stored.FirstOrDefault(stored => stored.Metadata.Name == revision.Name);

    /// <summary>Those beyond the limit, when <paramref name="current"/> is the current one.</summary>
    public IEnumerable<V1ControllerRevision> Outdated(ModelRevision current) =>
        Stored.Where(stored => stored.Metadata.Name != current.Name).Skip(ModelRevision.HistoryLimit - 1);
}
