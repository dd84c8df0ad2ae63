using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using KubeOps.Abstractions.Builder;
using KubeOps.KubernetesClient;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeOps.Operator.LeaderElection;

/// <summary>
/// Holds the Lease <c>{name}-leader</c> in the operator's namespace. It is registered before the controllers, so the host stops it after them:
/// the lease is given back when nothing works under it any more. A lease that is lost stops the controllers at once and ends the process with
/// exit code 1, for a half-stopped operator is worse than a new one.
/// </summary>
internal sealed class LeaderElectionService(
    IKubernetesClient client,
    OperatorSettings settings,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<LeaderElectionService> logger) : BackgroundService, ILeadership
{
    /// <summary>The pod's name where there is one; unique, as two operators on one machine must not take each other for themselves.</summary>
    private readonly string identity = $"{Environment.MachineName}_{Guid.NewGuid():N}";
    private readonly TaskCompletionSource acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();

    public Task Acquired => acquired.Task;

    public CancellationToken Lost => lost.Token;

    public override void Dispose()
    {
        lost.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lease = new LeaseLock(client.ApiClient, await client.GetCurrentNamespaceAsync(cancellationToken: stoppingToken), LeaseName, identity);
        using var elector = new LeaderElector(new LeaderElectionConfig(lease)
        {
            LeaseDuration = settings.LeaderElectionLeaseDuration,
            RenewDeadline = settings.LeaderElectionRenewDeadline,
            RetryPeriod = settings.LeaderElectionRetryPeriod,
        });
        elector.OnStartedLeading += OnStartedLeading;
        elector.OnNewLeader += leader => logger.NewLeader(leader, lease.Describe());
        elector.OnError += exception => logger.ElectionFailed(exception, lease.Describe());
        try
        {
            await elector.RunUntilLeadershipLostAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }

        await (stoppingToken.IsCancellationRequested ? ReleaseAsync(lease) : LoseAsync(lease));
    }

    private string LeaseName => $"{settings.Name}-leader";

    private void OnStartedLeading()
    {
        logger.StartedLeading(identity);
        acquired.TrySetResult();
    }

    private async Task LoseAsync(LeaseLock lease)
    {
        logger.LostLeadership(lease.Describe());
        await lost.CancelAsync();
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    /// <summary>Lets the next leader begin at once instead of after the lease's duration.</summary>
    private async Task ReleaseAsync(LeaseLock lease)
    {
        if (!acquired.Task.IsCompleted)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(settings.LeaderElectionRetryPeriod, clock);
        try
        {
            var record = await lease.GetAsync(timeout.Token);
            if (record.HolderIdentity == identity)
            {
                record.HolderIdentity = "";
                record.LeaseDurationSeconds = 1;
                await lease.UpdateAsync(record, timeout.Token);
                logger.ReleasedLease(lease.Describe());
            }
        }
        catch (Exception exception)
        {
            // The lease then ends by itself, a few seconds later.
            logger.ElectionFailed(exception, lease.Describe());
        }
    }
}
