using System.Diagnostics.CodeAnalysis;

using InferenceEndpoints.Gateway.Answers;

namespace InferenceEndpoints.Gateway.Caching;

/// <summary>Answers that were given, as many as there is room for: the one that was asked for longest ago goes first.</summary>
/// <remarks>Any thread may call any member; the lock is held for a few instructions.</remarks>
/// <param name="maxBytes">Of them all.</param>
/// <param name="maxCount">However small they are.</param>
/// <param name="lifetime">How long one is given, from when it was added on.</param>
/// <param name="clock">The time.</param>
internal sealed class ResponseStore(long maxBytes, int maxCount, TimeSpan lifetime, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResponseKey, LinkedListNode<Entry>> byKey = [];
    private readonly LinkedList<Entry> byUse = []; // the one that was used longest ago first
    private long bytes;

    public bool TryFind(ResponseKey key, [NotNullWhen(true)] out Answer? answer)
    {
        lock (gate)
        {
            answer = null;
            if (!byKey.TryGetValue(key, out var node))
            {
                return false;
            }

            Remove_NeedsLock(node);
            if (clock.GetElapsedTime(node.Value.AddedAt) >= lifetime)
            {
                return false;
            }

            Add_NeedsLock(node);
            answer = node.Value.Answer;
            return true;
        }
    }

    /// <param name="key">What it answers.</param>
    /// <param name="answer">In place of one that is there.</param>
    /// <param name="size">What it takes of the room.</param>
    public void Add(ResponseKey key, Answer answer, int size)
    {
        var node = new LinkedListNode<Entry>(new Entry(key, answer, size, clock.GetTimestamp()));
        lock (gate)
        {
            if (byKey.TryGetValue(key, out var before))
            {
                Remove_NeedsLock(before);
            }

            Add_NeedsLock(node);
            while (bytes > maxBytes || byKey.Count > maxCount)
            {
                Remove_NeedsLock(byUse.First!);
            }
        }
    }

    private void Add_NeedsLock(LinkedListNode<Entry> node)
    {
        byUse.AddLast(node);
        byKey.Add(node.Value.Key, node);
        bytes += node.Value.Size;
    }

    private void Remove_NeedsLock(LinkedListNode<Entry> node)
    {
        byUse.Remove(node);
        byKey.Remove(node.Value.Key);
        bytes -= node.Value.Size;
    }

    private sealed record Entry(ResponseKey Key, Answer Answer, int Size, long AddedAt);
}
