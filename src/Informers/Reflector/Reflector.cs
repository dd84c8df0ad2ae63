using System.Net;
using System.Text.Json;
using InferenceEndpoints.Informers.Store;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;
using static InferenceEndpoints.Informers.Reflector.ReflectorState;
using static InferenceEndpoints.Informers.Reflector.StepOutcome;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>
/// Keeps a store equal to what the API server has. It makes one step at a time: what the step does is the state's matter, what follows from its
/// outcome is <see cref="ResumeRules"/>'. Nothing that the API server or the network does ends it.
/// </summary>
/// <remarks>Used by one task.</remarks>
internal sealed class Reflector<T>(
    ResourceClient<T> client,
    ObjectStore<T> store,
    InformerOptions<T> options,
    TimeProvider clock,
    IInformerMetrics metrics,
    ILogger logger)
    where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>A watch that ends sooner without a word was refused rather than served.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    /// <summary>By how much longer than the API server we wait for a watch to end.</summary>
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(10);

    private readonly List<T> listed = [];
    private OpenWatch<T>? watch;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ReflectorState state = new Empty();
        var failures = 0;
        try
        {
            while (true)
            {
                var outcome = await StepAsync(state, cancellationToken);
                failures = ResumeRules.Failures(failures, outcome);
                var next = ResumeRules.Next(state, outcome);
                if (next is not Watching)
                {
                    await CloseWatchAsync();
                }

                // Jitter need not be unpredictable.
#pragma warning disable CA5394
                var delay = ResumeRules.Delay(failures, outcome, Random.Shared.NextDouble());
#pragma warning restore CA5394
                Report(state, outcome, delay, failures);
                if (delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, clock, cancellationToken);
                }

                state = next;
            }
        }
        finally
        {
            await CloseWatchAsync();
        }
    }

    private async Task<StepOutcome> StepAsync(ReflectorState state, CancellationToken cancellationToken)
    {
        try
        {
            return state switch
            {
                Listing page => await ReadPageAsync(page.Continue, cancellationToken),
                Listed from => await OpenWatchAsync(from.ResourceVersion, cancellationToken),
                Watching => await ReadWatchAsync(watch!),
                _ => await ReadPageAsync(null, cancellationToken),
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception is HttpOperationException { Response.StatusCode: HttpStatusCode.Gone }
                ? new Gone()
                : new Failed(exception, (exception as HttpOperationException)?.Response.RetryAfter);
        }
    }

    private async Task<StepOutcome> ReadPageAsync(string? continueToken, CancellationToken cancellationToken)
    {
        if (continueToken is null)
        {
            listed.Clear();
        }

        using var timeout = new CancellationTokenSource(options.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var page = await client.ListAsync(continueToken, either.Token);
        var resourceVersion = page.Metadata.ResourceVersion ?? throw new JsonException($"A list of {client.Kind} has no resource version.");
        listed.AddRange(page.Items);
        foreach (var unreadable in page.Unreadable)
        {
            logger.Unreadable(client.Kind, NamespacedName.Of(unreadable.Metadata), unreadable.Problem);
        }

        if (page.Metadata.ContinueProperty is { Length: > 0 } next)
        {
            return new PageRead(next, resourceVersion);
        }

        store.Replace(listed, resourceVersion);
        logger.Synced(client.Kind, listed.Count, resourceVersion);
        metrics.Listed(client.Kind);
        listed.Clear();
        return new PageRead(Continue: null, resourceVersion);
    }

    private async Task<StepOutcome> OpenWatchAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        // Jitter need not be unpredictable.
#pragma warning disable CA5394
        var duration = options.WatchTimeout * (0.8 + (0.4 * Random.Shared.NextDouble()));
#pragma warning restore CA5394
        watch = await OpenWatch<T>.OpenAsync(
            client, resourceVersion, duration, options.RequestTimeout, duration + WatchGrace, clock, cancellationToken);
        metrics.WatchOpened(client.Kind);
        return new WatchOpened();
    }

    private async Task<StepOutcome> ReadWatchAsync(OpenWatch<T> open)
    {
        if (await open.ReadAsync() is not { } message)
        {
            return new WatchClosed(!open.HasTold && open.Age < ShortestWatch);
        }

        if (message.Status is { } status)
        {
            return status.Code == (int)HttpStatusCode.Gone ? new Gone() : new Failed(new WatchException(status), RetryAfter: null);
        }

        if (message.Unreadable is { } unreadable)
        {
            logger.Unreadable(client.Kind, NamespacedName.Of(unreadable.Metadata), unreadable.Problem);
            store.Remove(unreadable.Metadata);
            return new Told(unreadable.Metadata.ResourceVersion!);
        }

        var value = message.Object ?? throw new JsonException($"A watch of {client.Kind} sent no object.");
        var resourceVersion = value.Metadata.ResourceVersion ?? throw new JsonException($"A watch of {client.Kind} sent no resource version.");
        if (message.Type == WatchEventType.Bookmark)
        {
            store.Observe(resourceVersion);
        }
        else
        {
            store.Apply(message.Type, value);
        }

        return new Told(resourceVersion);
    }

    private async ValueTask CloseWatchAsync()
    {
        if (watch is { } open)
        {
            watch = null;
            await open.DisposeAsync();
        }
    }

    private void Report(ReflectorState state, StepOutcome outcome, TimeSpan delay, int failures)
    {
        switch (outcome)
        {
            case Gone:
                logger.HistoryGone(client.Kind, delay);
                break;
            case Failed failed:
                logger.Failed(failed.Exception, client.Kind, state.GetType().Name, delay, failures);
                break;
            case WatchClosed when state is Watching watching:
                logger.WatchEnded(client.Kind, watching.ResourceVersion);
                break;
        }
    }
}
