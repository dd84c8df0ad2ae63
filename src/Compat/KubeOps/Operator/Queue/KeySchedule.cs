using System.Diagnostics.CodeAnalysis;

namespace KubeOps.Operator.Queue;

/// <summary>
/// Which key runs next. A key has at most one wish to run, the earliest of those asked for, and runs at most once at a time; a wish that
/// comes while it runs waits for its end. Ready keys run first come, first served, the urgent ones before all others.
/// </summary>
/// <remarks>Not thread-safe, and has no clock: <see cref="WorkQueue{TKey}"/> gives it both. Every operation is O(log n) or better.</remarks>
internal sealed class KeySchedule<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> entries = [];
    private readonly SortedSet<Entry> delayed = new(Entry.ByDue);
    private readonly LinkedList<Entry> urgent = [];
    private readonly LinkedList<Entry> ready = []; // those that are not urgent
    private long sequence;

    public int Ready => urgent.Count + ready.Count;

    /// <summary>When the next delayed key becomes ready; null when none is delayed.</summary>
    public TimeSpan? NextDue => delayed.Min?.Wish;

    /// <summary>Asks for a run at <paramref name="due"/>, or now when that has passed.</summary>
    /// <param name="key">What is to run.</param>
    /// <param name="due">When.</param>
    /// <param name="now">The time.</param>
    /// <param name="isUrgent">The key's next run goes before all that are not.</param>
    public void Add(TKey key, TimeSpan due, TimeSpan now, bool isUrgent = false)
    {
        due = due > now ? due : now;
        if (!entries.TryGetValue(key, out var entry))
        {
            entries.Add(key, entry = new Entry(key));
        }

        if (isUrgent)
        {
            Hasten(entry);
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
            Enqueue(first);
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        if ((urgent.First ?? ready.First) is not { } first)
        {
            key = default;
            return false;
        }

        first.List!.Remove(first);
        var entry = first.Value;
        entry.IsRunning = true;
        entry.IsUrgent = false;
        entry.Wish = null;
        key = entry.Key;
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
            Enqueue(entry);
        }
        else
        {
            entry.Sequence = sequence++;
            delayed.Add(entry);
        }
    }

    private void Enqueue(Entry entry) => (entry.IsUrgent ? urgent : ready).AddLast(entry.Turn);

    private void Hasten(Entry entry)
    {
        entry.IsUrgent = true;
        if (entry.Turn.List == ready)
        {
            ready.Remove(entry.Turn);
            Enqueue(entry);
        }
    }

    private sealed class Entry
    {
        /// <summary>Keys that are due at the same instant keep the order in which they were asked for.</summary>
        public static readonly Comparer<Entry> ByDue = Comparer<Entry>.Create(static (a, b) =>
            Nullable.Compare(a.Wish, b.Wish) is not 0 and var order ? order : a.Sequence.CompareTo(b.Sequence));

        public Entry(TKey key)
        {
            Key = key;
            Turn = new LinkedListNode<Entry>(this);
        }

        public TKey Key { get; }

        /// <summary>In a list while the key is ready.</summary>
        public LinkedListNode<Entry> Turn { get; }

        public TimeSpan? Wish { get; set; }

        public long Sequence { get; set; }

        public bool IsRunning { get; set; }

        /// <summary>Its next run is; it may have been asked for since the last one began.</summary>
        public bool IsUrgent { get; set; }
    }
}
