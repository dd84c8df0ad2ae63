using k8s;
using k8s.Models;
using k8s.Watch;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>A watch that the API server has accepted, and the time after which it is cut when the API server does not end it.</summary>
internal sealed class OpenWatch<T> : IAsyncDisposable
    where T : IKubernetesObject<V1ObjectMeta>
{
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenSource stop;
    private readonly TimeProvider clock;
    private readonly long opened;
    private WatchStream<T>? stream;
    private IAsyncEnumerator<WatchMessage<T>>? messages;

    private OpenWatch(TimeSpan openTimeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        this.clock = clock;
        opened = clock.GetTimestamp();
        deadline = new CancellationTokenSource(openTimeout, clock);
        stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
    }

    public TimeSpan Age => clock.GetElapsedTime(opened);

    public bool HasTold { get; private set; }

    public static async Task<OpenWatch<T>> OpenAsync(
        ResourceClient<T> client,
        string resourceVersion,
        TimeSpan duration,
        TimeSpan openTimeout,
        TimeSpan timeout,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var watch = new OpenWatch<T>(openTimeout, clock, cancellationToken);
        try
        {
            watch.stream = await client.WatchAsync(resourceVersion, duration, watch.stop.Token);
            watch.messages = watch.stream.GetAsyncEnumerator(watch.stop.Token);
            watch.deadline.CancelAfter(timeout);
            return watch;
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null at the end of the stream.</summary>
    public async ValueTask<WatchMessage<T>?> ReadAsync()
    {
        if (!await messages!.MoveNextAsync())
        {
            return null;
        }

        HasTold = true;
        return messages.Current;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (messages is not null)
        {
            await messages.DisposeAsync();
        }

        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        stop.Dispose();
        deadline.Dispose();
    }
}
