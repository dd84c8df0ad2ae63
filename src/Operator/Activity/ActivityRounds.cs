using InferenceEndpoints.Entities;
using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.MetricsApi;
using InferenceEndpoints.Operator.Settings;
using InferenceEndpoints.Sleep;
using InferenceEndpoints.Starts;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>Asks the gateways, and says what is known of the use of endpoints since.</summary>
/// <remarks><c>asking</c> is held for a round, so that an older answer never replaces a newer one; it guards <c>last</c>, too.</remarks>
internal sealed class ActivityRounds(GatewayReader gateways, OperatorOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>What was heard a moment ago is as good as asking anew: of many endpoints that fall asleep at once, few ask.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>By how much the time of day may differ from the time that has passed: more than that, and somebody has set the clock.</summary>
    private static readonly TimeSpan Drift = TimeSpan.FromSeconds(5);

    /// <summary>How long the start of a replica may wait for the word of the gateways.</summary>
    private static readonly TimeSpan WakePatience = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim asking = new(1);
    private (DateTimeOffset Time, long Timestamp) last;
    private volatile ActivityLedger ledger = ActivityLedger.Empty;
    private volatile PendingRequests pending = new(RecentReadings.AtLeastTwo(options.Activity.Interval, options.Activity.PendingWindow));

    public Task AskAsync(CancellationToken cancellationToken) => AskAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>When the gateways were last asked it had been ready and idle for its timeout, and no schedule kept it awake.</summary>
    public bool IsIdle(InferenceEndpoint endpoint) => IsIdle(endpoint, ledger);

    /// <summary>The same by what the gateways say now: a request that came since the last round would meet an endpoint that falls asleep.</summary>
    /// <returns>When they were asked; null: it is not idle.</returns>
    public async ValueTask<DateTimeOffset?> IdleAtAsync(InferenceEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (!IsIdle(endpoint))
        {
            return null;
        }

        var latest = await AskAsync(Moment, cancellationToken);
        return IsIdle(endpoint, latest) ? latest.AskedAt : null;
    }

    /// <summary>Requests that wait for an endpoint at this moment. When the gateways do not say it at once: that waited when they were last asked.</summary>
    public async Task<long> WaitingAsync(InferenceEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(WakePatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await AskAsync(Moment, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The first replica starts without knowing.
        }

        return ledger.Pending(NamespacedName.Of(endpoint));
    }

    /// <summary>The minute of the last request, and never an earlier one than the status has; null: there was none yet.</summary>
    public DateTime? LastActivity(InferenceEndpoint endpoint)
    {
        var (stored, seen) = (endpoint.Status?.LastActivityTime, ledger.LastRequest(NamespacedName.Of(endpoint))?.UtcDateTime);
        var minute = seen - TimeSpan.FromTicks((seen?.Ticks ?? 0) % TimeSpan.TicksPerMinute);
        return stored is null || minute > stored ? minute : stored;
    }

    /// <inheritdoc cref="ActivityLedger.FirstWait"/>
    public FirstWait? FirstWait(InferenceEndpoint endpoint) => ledger.FirstWait(NamespacedName.Of(endpoint));

    /// <inheritdoc cref="PendingRequests.Average"/>
    public double? PendingRequests(NamespacedName endpoint) => pending.Average(endpoint, clock.GetUtcNow());

    public void Dispose() => asking.Dispose();

    /// <param name="maxAge">What was heard since is not asked for again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<ActivityLedger> AskAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (IsSet(now))
            {
                ledger = ActivityLedger.Empty; // Hours that never were put nobody to sleep.
            }

            if (!(now - ledger.AskedAt is var age && age >= TimeSpan.Zero && age < maxAge)) // a clock that was put back tells no age
            {
                var reports = await gateways.ReadAsync(cancellationToken);
                ledger = ledger.Next(reports, now, clock.GetUtcNow());
                pending = pending.Next(reports, now);
            }

            return ledger;
        }
        finally
        {
            asking.Release();
        }
    }

    private bool IsSet(DateTimeOffset now)
    {
        var (before, timestamp) = last;
        last = (now, clock.GetTimestamp());
        return (now - before - clock.GetElapsedTime(timestamp, last.Timestamp)).Duration() > Drift;
    }

    private bool IsIdle(InferenceEndpoint endpoint, ActivityLedger at) =>
        SleepPolicy.IsDue(endpoint, at.IdleSince(NamespacedName.Of(endpoint)), options.Activity.TimeoutUnit, at.AskedAt);
}
