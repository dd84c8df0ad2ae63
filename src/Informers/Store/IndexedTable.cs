using k8s;
using k8s.Models;

namespace InferenceEndpoints.Informers.Store;

/// <summary>Objects by name and by index.</summary>
/// <remarks>Thread-safe; every operation sees and leaves the table whole.</remarks>
internal sealed class IndexedTable<T>(IDictionary<string, Func<T, IEnumerable<string>>> indexers)
    where T : IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, T> objects = [];
    private readonly Dictionary<string, Dictionary<string, Dictionary<NamespacedName, T>>> indexes =
        indexers.ToDictionary(indexer => indexer.Key, _ => new Dictionary<string, Dictionary<NamespacedName, T>>());

    // Lists are read far more often than anything changes.
    private T[]? list;

    public T? Get(NamespacedName key)
    {
        lock (gate)
        {
            return objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<T> List()
    {
        lock (gate)
        {
            return list ??= [.. objects.Values];
        }
    }

    public IReadOnlyList<T> ByIndex(string index, string key)
    {
        lock (gate)
        {
            return indexes[index].TryGetValue(key, out var found) ? [.. found.Values] : [];
        }
    }

    public void Set(NamespacedName key, T value)
    {
        lock (gate)
        {
            Remove_NeedsLock(key);
            objects.Add(key, value);
            foreach (var (name, indexer) in indexers)
            {
                foreach (var indexKey in indexer(value))
                {
                    if (!indexes[name].TryGetValue(indexKey, out var members))
                    {
                        indexes[name].Add(indexKey, members = []);
                    }

                    members[key] = value;
                }
            }
        }
    }

    public void Remove(NamespacedName key)
    {
        lock (gate)
        {
            Remove_NeedsLock(key);
        }
    }

    private void Remove_NeedsLock(NamespacedName key)
    {
        list = null;
        if (!objects.Remove(key, out var old))
        {
            return;
        }

        foreach (var (name, indexer) in indexers)
        {
            foreach (var indexKey in indexer(old))
            {
                if (indexes[name].TryGetValue(indexKey, out var members) && members.Remove(key) && members.Count == 0)
                {
                    indexes[name].Remove(indexKey);
                }
            }
        }
    }
}
