using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Sleep;

using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Queue;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>Asks the gateways round by round, and has those endpoints reconciled of which the answers change something.</summary>
internal sealed class ActivityMonitor(
    GatewayReader gateways, IInformer<InferenceEndpoint> endpoints, EntityQueue<InferenceEndpoint> queue, OperatorOptions options, TimeProvider clock)
    : BackgroundService
{
    private volatile ActivityLedger ledger = ActivityLedger.Empty;
    private volatile PendingRequests pending = new(Longer(options.Activity.PendingWindow, 2 * options.Activity.Interval));

    /// <summary>It has been ready and idle for its timeout.</summary>
    public bool ShouldSleep(InferenceEndpoint endpoint) =>
        SleepPolicy.SleepTime(endpoint, ledger.IdleSince(NamespacedName.Of(endpoint)), options.Activity.TimeoutUnit) <= clock.GetUtcNow();

    /// <summary>The minute of the last request, and never an earlier one than the status has; null: there was none yet.</summary>
    public DateTime? LastActivity(InferenceEndpoint endpoint)
    {
        var (stored, seen) = (endpoint.Status?.LastActivityTime, ledger.LastRequest(NamespacedName.Of(endpoint))?.UtcDateTime);
        var minute = seen - TimeSpan.FromTicks((seen?.Ticks ?? 0) % TimeSpan.TicksPerMinute);
        return stored is null || minute > stored ? minute : stored;
    }

    /// <inheritdoc cref="PendingRequests.Average"/>
    public double? PendingRequests(NamespacedName endpoint) => pending.Average(endpoint, clock.GetUtcNow());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await endpoints.WaitForSyncAsync(stoppingToken);
        using var round = new PeriodicTimer(options.Activity.Interval, clock);
        do
        {
            var asked = clock.GetUtcNow();
            var reports = await gateways.ReadAsync(stoppingToken);
            ledger = ledger.Next(reports, asked);
            pending = pending.Next(reports, asked);
            foreach (var endpoint in endpoints.List())
            {
                if (ShouldSleep(endpoint) || LastActivity(endpoint) != endpoint.Status?.LastActivityTime)
                {
                    await queue(endpoint, ReconciliationType.Modified, ReconciliationTriggerSource.Operator, TimeSpan.Zero, 0, stoppingToken);
                }
            }
        }
        while (await round.WaitForNextTickAsync(stoppingToken));
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
