using System.Diagnostics.CodeAnalysis;

namespace KubeOps.Operator.Queue;

/// <summary>
/// Which key runs next. A key has at most one wish to run, the earliest of those asked for, and runs at most once at a time; a wish that
/// comes while it runs waits for its end. Ready keys run first come, first served.
/// </summary>
/// <remarks>Not thread-safe, and has no clock: <see cref="WorkQueue{TKey}"/> gives it both. Every operation is O(log n) or better.</remarks>
internal sealed class KeySchedule<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> entries = [];
    private readonly SortedSet<Entry> delayed = new(Entry.ByDue);
    private readonly Queue<TKey> ready = [];
    private long sequence;

    public int Ready => ready.Count;

    /// <summary>When the next delayed key becomes ready; null when none is delayed.</summary>
    public TimeSpan? NextDue => delayed.Min?.Wish;

    /// <summary>Asks for a run at <paramref name="due"/>, or now when that has passed.</summary>
    public void Add(TKey key, TimeSpan due, TimeSpan now)
    {
        due = due > now ? due : now;
        if (!entries.TryGetValue(key, out var entry))
        {
            entries.Add(key, entry = new Entry(key));
        }

        if (entry.Wish <= due)
        {
            return;
        }

        // A ready key has a wish of the past and has returned above: a later wish is a delayed one, or waits for a run to end.
        if (entry is { Wish: not null, IsRunning: false })
        {
            delayed.Remove(entry);
        }

        entry.Wish = due;
        if (!entry.IsRunning)
        {
            Place(entry, now);
        }
    }

    /// <summary>Moves the delayed keys that are due to the end of the ready ones.</summary>
    public void Promote(TimeSpan now)
    {
        while (delayed.Min is { } first && first.Wish <= now)
        {
            delayed.Remove(first);
            ready.Enqueue(first.Key);
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        if (!ready.TryDequeue(out key))
        {
            return false;
        }

        var entry = entries[key];
        entry.IsRunning = true;
        entry.Wish = null;
        return true;
    }

    /// <summary>Ends a run that <see cref="TryTake"/> began.</summary>
    public void Done(TKey key, TimeSpan now)
    {
        var entry = entries[key];
        entry.IsRunning = false;
        if (entry.Wish is null)
        {
            entries.Remove(key);
        }
        else
        {
            Place(entry, now);
        }
    }

    private void Place(Entry entry, TimeSpan now)
    {
        if (entry.Wish <= now)
        {
            ready.Enqueue(entry.Key);
        }
        else
        {
            entry.Sequence = sequence++;
            delayed.Add(entry);
        }
    }

    private sealed class Entry(TKey key)
    {
        /// <summary>Keys that are due at the same instant keep the order in which they were asked for.</summary>
        public static readonly Comparer<Entry> ByDue = Comparer<Entry>.Create(static (a, b) =>
            Nullable.Compare(a.Wish, b.Wish) is not 0 and var order ? order : a.Sequence.CompareTo(b.Sequence));

        public TKey Key { get; } = key;

        public TimeSpan? Wish { get; set; }

        public long Sequence { get; set; }

        public bool IsRunning { get; set; }
    }
}
