using InferenceEndpoints.Entities;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Starts;

/// <summary>Of the requests that had to wait for the replicas of now, the one that was answered first: a start has ended when callers have something of it.</summary>
/// <param name="From">When it came, by the clock of its gateway.</param>
/// <param name="To">When it had the first byte of its answer.</param>
public sealed record FirstWait(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The last start has ended, it was waited for, and nobody has said how long. Whoever came when it had ended waited for something else.</summary>
    public bool IsNewsFor(InferenceEndpointStatus? status) =>
        status is { StartingSince: null, LastStart: { FirstByteAt: null, StartedAt: { } startedAt, ReadyAt: { } readyAt } }
        && To.UtcDateTime >= startedAt
        && From.UtcDateTime.ToWholeSeconds() <= readyAt;

    /// <returns>A start that has ended, with the phase after its end.</returns>
    public EndpointStart AddTo(EndpointStart start)
    {
        // A gateway does not wait for the kubelet to call a replica ready, so it may have been faster.
        var (firstByteAt, readyAt) = (To.UtcDateTime.ToWholeSeconds(), start.ReadyAt!.Value);
        var seconds = (int)Math.Clamp((firstByteAt - readyAt).TotalSeconds, 0, int.MaxValue / 2);
        return new EndpointStart
        {
            Pod = start.Pod,
            StartedAt = start.StartedAt,
            ReadyAt = readyAt,
            FirstByteAt = firstByteAt,
            Phases = [.. start.Phases ?? [], new StartPhase { Name = StartPhases.FirstByte, Seconds = seconds }],
        };
    }
}
