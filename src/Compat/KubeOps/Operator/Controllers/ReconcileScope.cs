using System.Collections;
using InferenceEndpoints.Informers;

namespace KubeOps.Operator.Controllers;

/// <summary>What every line that is logged during a reconcile carries.</summary>
internal sealed class ReconcileScope(NamespacedName key, long? generation) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] values =
    [
        new("Namespace", key.Namespace),
        new("Name", key.Name),
        new("Generation", generation),
        new("ReconcileId", Guid.NewGuid()),
    ];

    public int Count => values.Length;

    public KeyValuePair<string, object?> this[int index] => values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{key} at generation {generation}";
}
