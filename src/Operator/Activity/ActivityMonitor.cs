using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Settings;

using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>Asks the gateways round by round, and has those endpoints reconciled of which the answers change something.</summary>
internal sealed class ActivityMonitor(
    ActivityRounds activity,
    RoundOutcome outcome,
    IInformer<InferenceEndpoint> endpoints,
    EntityQueue<InferenceEndpoint> queue,
    OperatorOptions options,
    TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await endpoints.WaitForSyncAsync(stoppingToken);
        using var round = new PeriodicTimer(options.Activity.Interval, clock);
        do
        {
            await activity.AskAsync(stoppingToken);
            foreach (var (endpoint, delay) in outcome.Of(endpoints.List()))
            {
                await queue(endpoint, ReconciliationType.Modified, ReconciliationTriggerSource.Operator, delay, 0, stoppingToken);
            }
        }
        while (await round.WaitForNextTickAsync(stoppingToken));
    }
}
