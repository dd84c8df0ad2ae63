using System.Net;
using k8s.Autorest;

namespace k8s.LeaderElection;

/// <summary>
/// Takes part in an election. Whether a lease has run out is judged by our own clock, from the moment that we saw it renewed: clocks of
/// different machines are never compared.
/// </summary>
/// <remarks>One run at a time; the events are raised from it.</remarks>
public class LeaderElector(LeaderElectionConfig config) : IDisposable
{
    private readonly TimeProvider time = config.TimeProvider;
    private LeaderElectionRecord? observed;
    private long observedAt;
    private string? reportedLeader;
    private volatile bool isLeader;

    public event Action? OnStartedLeading;

    public event Action? OnStoppedLeading;

    public event Action<string>? OnNewLeader;

    /// <summary>The API server could not be asked. The election goes on.</summary>
    public event Action<Exception>? OnError;

    /// <summary>Between <see cref="OnStartedLeading"/> and <see cref="OnStoppedLeading"/>.</summary>
    public bool IsLeader() => isLeader;

    public string? GetLeader() => observed?.HolderIdentity;

    /// <summary>Waits to lead, then leads until the lease could not be renewed in time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunUntilLeadershipLostAsync(CancellationToken cancellationToken = default)
    {
        var acquiredAt = await AcquireAsync(cancellationToken);
        try
        {
            isLeader = true;
            OnStartedLeading?.Invoke();
            await RenewUntilLostAsync(acquiredAt, cancellationToken);
        }
        finally
        {
            isLeader = false;
            OnStoppedLeading?.Invoke();
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            (OnStartedLeading, OnStoppedLeading, OnNewLeader, OnError) = (null, null, null, null);
        }
    }

    // The moment counts from which others saw the lease renewed at the earliest: when the request began, however long its answer took.
    private async Task<long> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var startedAt = time.GetTimestamp();
            if (await TryWithinAsync(config.RenewDeadline, cancellationToken))
            {
                return startedAt;
            }

            // Candidates that woke together would collide for ever.
#pragma warning disable CA5394 // chance, not secrecy
            var jitter = 1 + (Random.Shared.NextDouble() * 0.2);
#pragma warning restore CA5394
            await Task.Delay(config.RetryPeriod * jitter, time, cancellationToken);
        }
    }

    private async Task RenewUntilLostAsync(long renewedAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(config.RetryPeriod, time, cancellationToken);
            var left = config.RenewDeadline - time.GetElapsedTime(renewedAt);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            var startedAt = time.GetTimestamp();
            if (await TryWithinAsync(left, cancellationToken))
            {
                renewedAt = startedAt;
            }
            else if (observed is { HolderIdentity: var holder } && holder != config.Lock.Identity)
            {
                return; // somebody else has it
            }
        }
    }

    // A request that hangs must not carry us over the deadline.
    private async Task<bool> TryWithinAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await TryAcquireOrRenewAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await DecideAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            OnError?.Invoke(e);
            return false;
        }
    }

    private async Task<bool> DecideAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var ours = new LeaderElectionRecord
        {
            HolderIdentity = config.Lock.Identity,
            LeaseDurationSeconds = (int)config.LeaseDuration.TotalSeconds,
            AcquireTime = now,
            RenewTime = now,
        };

        if (await ReadAsync(cancellationToken) is not { } current)
        {
            return await config.Lock.CreateAsync(ours, cancellationToken) && Observe(ours);
        }

        Observe(current);
        var isOurs = current.HolderIdentity == config.Lock.Identity;
        if (!isOurs && current.HolderIdentity.Length > 0 && time.GetElapsedTime(observedAt) < LeaseOf(current))
        {
            return false;
        }

        ours.AcquireTime = isOurs ? current.AcquireTime : now;
        ours.LeaderTransitions = current.LeaderTransitions + (isOurs ? 0 : 1);
        return await config.Lock.UpdateAsync(ours, cancellationToken) && Observe(ours);
    }

    // The holder may have been configured otherwise than we are: its word counts for its lease.
    private TimeSpan LeaseOf(LeaderElectionRecord record) =>
        record.LeaseDurationSeconds > 0 ? TimeSpan.FromSeconds(record.LeaseDurationSeconds) : config.LeaseDuration;

    private async Task<LeaderElectionRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await config.Lock.GetAsync(cancellationToken);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private bool Observe(LeaderElectionRecord record)
    {
        if (observed != record)
        {
            observed = record;
            observedAt = time.GetTimestamp();
        }

        if (record.HolderIdentity.Length > 0 && record.HolderIdentity != reportedLeader)
        {
            reportedLeader = record.HolderIdentity;
            OnNewLeader?.Invoke(record.HolderIdentity);
        }

        return true;
    }
}
