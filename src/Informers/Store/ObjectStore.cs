using System.Collections.Immutable;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace InferenceEndpoints.Informers.Store;

/// <summary>
/// The cache of an informer, and the only judge of what is newer. It is fed by the reflector (lists, watch events) and by writers who offer
/// what the API server answered them. No object ever goes back to an older state, and no state is told twice.
/// </summary>
/// <remarks>
/// <c>order</c> is held while anything changes and while the subscribers are told, so that they hear of changes in order. Readers take only
/// the table's own lock, for as long as a look-up takes; a new list is a new table, swapped in at once.
/// </remarks>
internal sealed class ObjectStore<T>(InformerOptions<T> options, ResourceKind kind, ILogger logger)
    where T : IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock order = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Offered objects that the watch has not told of yet.</summary>
    private readonly HashSet<NamespacedName> unconfirmed = [];
    private ImmutableArray<Action<InformerEvent<T>>> subscribers = [];
    private volatile IndexedTable<T> table = new(options.Indexes);

    /// <summary>Lists and watch have told all that happened up to here.</summary>
    private ulong observed;

    public Task Synced => synced.Task;

    public IndexedTable<T> Objects => table;

    /// <summary>Makes <paramref name="items"/> the content, and tells how that differs from what was there.</summary>
    public void Replace(IEnumerable<T> items, string? resourceVersion)
    {
        lock (order)
        {
            observed = ResourceVersion.Parse(resourceVersion);
            var old = table;
            var next = new IndexedTable<T>(options.Indexes);
            foreach (var item in items)
            {
                next.Set(NamespacedName.Of(item), Transformed(item));
            }

            // The list was taken before these were written; the watch, which begins at the list, will tell of them.
            foreach (var key in unconfirmed)
            {
                if (old.Get(key) is { } offered && ResourceVersion.Of(offered) > observed)
                {
                    next.Set(key, offered);
                }
            }

            unconfirmed.Clear();
            table = next;
            TellDifference(old, next);
        }

        synced.TrySetResult();
    }

    public void Apply(WatchEventType type, T value)
    {
        lock (order)
        {
            observed = Math.Max(observed, ResourceVersion.Of(value));
            var key = NamespacedName.Of(value);
            var stored = table.Get(key);
            if (type == WatchEventType.Deleted)
            {
                // Another uid: the name is already taken anew. A newer state: it left the selector and, as a writer told us, came back.
                if (stored is not null && IsSameObject(stored, value) && ResourceVersion.Of(stored) <= ResourceVersion.Of(value))
                {
                    unconfirmed.Remove(key);
                    table.Remove(key);
                    Tell(new InformerEvent<T>(InformerEventType.Deleted, Transformed(value), stored));
                }
            }
            else if (stored is null || IsNewer(value, stored))
            {
                unconfirmed.Remove(key);
                Store(key, Transformed(value), stored);
            }
            else if (ResourceVersion.Of(value) == ResourceVersion.Of(stored))
            {
                unconfirmed.Remove(key);
            }
        }
    }

    /// <summary>The watch has told of a state that cannot be read: what is stored is older, and wrong.</summary>
    public void Remove(V1ObjectMeta metadata)
    {
        lock (order)
        {
            observed = Math.Max(observed, ResourceVersion.Parse(metadata.ResourceVersion));
            var key = NamespacedName.Of(metadata);
            if (table.Get(key) is { } stored && ResourceVersion.Of(stored) <= ResourceVersion.Parse(metadata.ResourceVersion))
            {
                unconfirmed.Remove(key);
                table.Remove(key);
                Tell(new InformerEvent<T>(InformerEventType.Deleted, stored, stored));
            }
        }
    }

    /// <summary>The watch has told all that happened up to <paramref name="resourceVersion"/>.</summary>
    public void Observe(string resourceVersion)
    {
        lock (order)
        {
            observed = Math.Max(observed, ResourceVersion.Parse(resourceVersion));
        }
    }

    /// <inheritdoc cref="IInformer{T}.Offer"/>
    public void Offer(T written)
    {
        lock (order)
        {
            // What the watch has passed already it told of itself, and perhaps of the deletion too: storing that would raise the dead.
            if (!synced.Task.IsCompleted || ResourceVersion.Of(written) <= observed)
            {
                return;
            }

            var key = NamespacedName.Of(written);
            var stored = table.Get(key);
            if (stored is null || (IsSameObject(stored, written) && IsNewer(written, stored)))
            {
                unconfirmed.Add(key);
                Store(key, Transformed(written), stored);
            }
        }
    }

    public IDisposable Subscribe(Action<InformerEvent<T>> handler)
    {
        lock (order)
        {
            subscribers = subscribers.Add(handler);
            foreach (var item in table.List())
            {
                Tell(handler, new InformerEvent<T>(InformerEventType.Added, item, default));
            }
        }

        return new Subscription(this, handler);
    }

    private static bool IsSameObject(T a, T b) => a.Metadata.Uid == b.Metadata.Uid;

    private static bool IsNewer(T candidate, T stored) =>
        candidate.Metadata.ResourceVersion != stored.Metadata.ResourceVersion
        && ResourceVersion.Of(candidate) >= ResourceVersion.Of(stored);

    private T Transformed(T value) => options.Transform is { } transform ? transform(value) : value;

    private void Store(NamespacedName key, T value, T? stored)
    {
        table.Set(key, value);
        TellChange(value, stored);
    }

    private void TellDifference(IndexedTable<T> old, IndexedTable<T> next)
    {
        foreach (var item in old.List())
        {
            if (next.Get(NamespacedName.Of(item)) is null)
            {
                Tell(new InformerEvent<T>(InformerEventType.Deleted, item, item));
            }
        }

        foreach (var item in next.List())
        {
            TellChange(item, old.Get(NamespacedName.Of(item)));
        }
    }

    private void TellChange(T value, T? stored)
    {
        if (stored is null)
        {
            Tell(new InformerEvent<T>(InformerEventType.Added, value, default));
        }
        else if (!IsSameObject(stored, value))
        {
            Tell(new InformerEvent<T>(InformerEventType.Deleted, stored, stored));
            Tell(new InformerEvent<T>(InformerEventType.Added, value, default));
        }
        else if (stored.Metadata.ResourceVersion != value.Metadata.ResourceVersion)
        {
            Tell(new InformerEvent<T>(InformerEventType.Modified, value, stored));
        }
    }

    private void Tell(InformerEvent<T> change)
    {
        foreach (var subscriber in subscribers)
        {
            Tell(subscriber, change);
        }
    }

    private void Tell(Action<InformerEvent<T>> subscriber, InformerEvent<T> change)
    {
        try
        {
            subscriber(change);
        }
        catch (Exception exception)
        {
            // One subscriber's fault is not the reflector's, nor the other subscribers'.
            logger.HandlerFailed(exception, kind, NamespacedName.Of(change.Object));
        }
    }

    private sealed class Subscription(ObjectStore<T> store, Action<InformerEvent<T>> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (store.order)
            {
                store.subscribers = store.subscribers.Remove(handler);
            }
        }
    }
}
