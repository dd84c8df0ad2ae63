using System.Diagnostics.CodeAnalysis;

namespace KubeOps.Operator.Events;

/// <summary>Remembers the values of the most recently used keys, and forgets the others.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> byUse = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        byUse.Remove(node);
        byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        nodes.Add(key, byUse.AddFirst((key, value)));
        if (nodes.Count > capacity)
        {
            Remove(byUse.Last!.Value.Key);
        }
    }

    public void Remove(TKey key)
    {
        if (nodes.Remove(key, out var node))
        {
            byUse.Remove(node);
        }
    }
}
