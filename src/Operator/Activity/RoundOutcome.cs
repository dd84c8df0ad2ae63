using InferenceEndpoints.Entities;
using InferenceEndpoints.Operator.Settings;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>Which endpoints the answers of a round change, and when each of them is to be reconciled.</summary>
/// <remarks>
/// When an endpoint was last used is all that there is to write for most, every minute and for thousands at once: that is spread until the next
/// round, as the API server and whoever needs it for more than this have to get through.
/// </remarks>
internal sealed class RoundOutcome(ActivityRounds activity, OperatorOptions options, TimeProvider clock)
{
    public IEnumerable<(InferenceEndpoint Endpoint, TimeSpan Delay)> Of(IReadOnlyList<InferenceEndpoint> endpoints)
    {
        var used = new List<InferenceEndpoint>();
        foreach (var endpoint in endpoints)
        {
            if (activity.IsIdle(endpoint) || IsOverdue(endpoint) || activity.FirstWait(endpoint)?.IsNewsFor(endpoint.Status) is true)
            {
                yield return (endpoint, TimeSpan.Zero);
            }
            else if (activity.LastActivity(endpoint) != endpoint.Status?.LastActivityTime)
            {
                used.Add(endpoint);
            }
        }

        for (var i = 0; i < used.Count; i++)
        {
            yield return (used[i], options.Activity.Interval * i / used.Count);
        }
    }

    // It comes back from the queue at the time itself, except when the clock was set meanwhile, or stood still with the machine.
    private bool IsOverdue(InferenceEndpoint endpoint) =>
        endpoint.Status?.Schedule is { } schedule && clock.GetUtcNow() is var now && (schedule.AwakeUntil <= now || schedule.NextWakeTime <= now);
}
