using InferenceEndpoints.Informers;

namespace KubeOps.Operator.Events;

/// <summary>
/// What an occurrence should become: a new Event object, one more count of an object that is there, or nothing because its object is too noisy.
/// Remembers the last 4,096 Events and objects, as client-go does.
/// </summary>
/// <remarks>Not thread-safe: the recorder's loop owns it.</remarks>
internal sealed class EventCorrelator(TimeProvider clock)
{
    private const int Capacity = 4_096;

    private readonly long start = clock.GetTimestamp();
    private readonly RecentlyUsed<EventIdentity, RecordedEvent> recorded = new(Capacity);
    private readonly RecentlyUsed<(NamespacedName, string?), TokenBucket> limits = new(Capacity);

    public bool IsTooNoisy(EventIdentity identity)
    {
        var now = clock.GetElapsedTime(start);
        var key = (identity.Object, identity.Uid);
        if (!limits.TryGet(key, out var bucket))
        {
            limits.Set(key, bucket = new TokenBucket(now));
        }

        return !bucket.TryTake(now);
    }

    /// <summary>The Event that this repeats; null for a first time.</summary>
    public RecordedEvent? Find(EventIdentity identity) => recorded.TryGet(identity, out var found) ? found : null;

    public void Remember(EventIdentity identity, RecordedEvent written) => recorded.Set(identity, written);
}

/// <summary>An Event object in the cluster.</summary>
internal sealed record RecordedEvent(string Name, int Count);
