using System.Net;
using InferenceEndpoints.Informers;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KubeOps.Abstractions.Builder;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Operator.LeaderElection;
using KubeOps.Operator.Metrics;
using KubeOps.Operator.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.Controllers;

/// <summary>
/// Runs the controller of one kind: while this process leads and every cache is complete, each key that changed or is due goes to one of the
/// workers. At shutdown no more keys are taken and the running reconciles have <see cref="DrainTimeout"/> to end; when the leadership is lost
/// they are cancelled at once.
/// </summary>
internal sealed class ControllerHost<TEntity>(
    IInformer<TEntity> informer,
    IEnumerable<IInformer> informers,
    EntityReconciler<TEntity> reconciler,
    ControllerQueue<TEntity> controllerQueue,
    IUrgency<TEntity> urgency,
    ILeadership leadership,
    OperatorSettings settings,
    IControllerMetrics metrics,
    TimeProvider clock,
    ILogger<ControllerHost<TEntity>> logger) : BackgroundService
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Leaves a third of the 30 s that host and kubelet give a process for handing over the lease.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(20);

    private readonly string name = informer.Kind.Plural;
    private readonly WorkQueue<NamespacedName> queue = controllerQueue.Keys;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // All of them: a controller that does not see the children yet would make them once more.
        await Task.WhenAll(informers.Select(each => each.WaitForSyncAsync(stoppingToken)));
        await leadership.Acquired.WaitAsync(stoppingToken);

        using var take = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, leadership.Lost);
        using var drain = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(drain.Token, leadership.Lost);
        using var stop = stoppingToken.Register(() => drain.CancelAfter(DrainTimeout));

        // Only now: what is deleted while another process leads is that process's to tell.
        using var subscription = informer.Subscribe(OnChange);
        var workers = settings.ParallelReconciliation.MaxParallelReconciliations;
        logger.Started(informer.Kind, workers);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(take.Token, work.Token)));
        queue.Close();
        logger.Stopped(informer.Kind);
    }

    private void OnChange(InformerEvent<TEntity> change)
    {
        if (change.Type == InformerEventType.Deleted)
        {
            reconciler.Remember(change.Object);
        }

        queue.Add(NamespacedName.Of(change.Object), isUrgent: urgency.IsUrgent(change.Object));
        metrics.QueueDepth(name, queue.Ready);
    }

    private async Task WorkAsync(CancellationToken take, CancellationToken work)
    {
        try
        {
            while (true)
            {
                await RunAsync(await queue.TakeAsync(take), work);
            }
        }
        catch (OperationCanceledException) when (take.IsCancellationRequested)
        {
            // Stopping: the keys that are left are the next leader's.
        }
    }

    private async Task RunAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        metrics.QueueDepth(name, queue.Ready);
        using var scope = logger.BeginScope(new ReconcileScope(key, reconciler.Find(key)?.Metadata.Generation));
        var start = clock.GetTimestamp();
        ReconciliationResult<TEntity>? result = null;
        Exception? failure = null;
        try
        {
            result = await reconciler.ReconcileAsync(key, cancellationToken);
            failure = result?.Error;
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is not null && cancellationToken.IsCancellationRequested)
        {
            // No failure of the key: it is the next leader's now.
            queue.Complete(key, null);
            logger.Abandoned(failure, key);
            return;
        }

        var duration = clock.GetElapsedTime(start);
        var succeeded = result?.IsSuccess ?? failure is null;
        metrics.Reconciled(name, succeeded, duration);
        if (succeeded)
        {
            queue.Complete(key, result?.RequeueAfter);
            logger.Reconciled(key, duration, result?.RequeueAfter);
        }
        else
        {
            Retry(key, result, failure);
        }
    }

    private void Retry(NamespacedName key, ReconciliationResult<TEntity>? result, Exception? failure)
    {
        var retry = queue.Fail(key, result?.RequeueAfter);
        metrics.Retried(name);
        if (failure is HttpOperationException { Response.StatusCode: HttpStatusCode.Conflict })
        {
            logger.Conflicted(key, retry.Delay);
        }
        else
        {
            logger.ReconcileFailed(failure, key, result?.ErrorMessage ?? failure!.Message, retry.Failures, retry.Delay);
        }
    }
}
