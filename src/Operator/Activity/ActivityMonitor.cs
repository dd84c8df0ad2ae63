using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Settings;

using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>Asks the gateways round by round, and has those endpoints reconciled of which the answers change something.</summary>
internal sealed class ActivityMonitor(
    ActivityRounds activity, IInformer<InferenceEndpoint> endpoints, EntityQueue<InferenceEndpoint> queue, OperatorOptions options, TimeProvider clock)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await endpoints.WaitForSyncAsync(stoppingToken);
        using var round = new PeriodicTimer(options.Activity.Interval, clock);
        do
        {
            await activity.AskAsync(stoppingToken);
            foreach (var endpoint in endpoints.List())
            {
                if (activity.IsIdle(endpoint)
                    || IsOverdue(endpoint)
                    || activity.LastActivity(endpoint) != endpoint.Status?.LastActivityTime
                    || activity.FirstWait(endpoint)?.IsNewsFor(endpoint.Status) is true)
                {
                    await queue(endpoint, ReconciliationType.Modified, ReconciliationTriggerSource.Operator, TimeSpan.Zero, 0, stoppingToken);
                }
            }
        }
        while (await round.WaitForNextTickAsync(stoppingToken));
    }

    // It comes back from the queue at the time itself, except when the clock was set meanwhile, or stood still with the machine.
    private bool IsOverdue(InferenceEndpoint endpoint) =>
        endpoint.Status?.Schedule is { } schedule && clock.GetUtcNow() is var now && (schedule.AwakeUntil <= now || schedule.NextWakeTime <= now);
}
