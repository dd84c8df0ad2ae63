using System.Collections.Immutable;

using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>
/// What is known of the use of endpoints, from one round of reports to the next. All times are this process' own, so the gateways' clocks
/// decide nothing: an endpoint was used when its counters moved. It errs to one side only, towards "in use": when the operator starts, when
/// a gateway comes, restarts or goes, everything counts as used until then; while one is silent, nothing is known to be idle.
/// </summary>
internal sealed record ActivityLedger
{
    public static readonly ActivityLedger Empty = new();

    /// <summary>Of each gateway the requests that it had counted.</summary>
    private ImmutableDictionary<string, ImmutableDictionary<NamespacedName, long>> Counted { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<NamespacedName, long>>.Empty;

    private ImmutableDictionary<NamespacedName, Use> Uses { get; init; } = ImmutableDictionary<NamespacedName, Use>.Empty;

    /// <summary>From then on no request was missed; null: nothing was heard yet.</summary>
    private DateTimeOffset? Since { get; init; }

    /// <summary>All gateways have answered in the last round.</summary>
    private bool IsComplete { get; init; }

    /// <summary>When the gateways were last asked that all answered: later than that, nobody knows who is idle.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <param name="reports">Of all gateways; null: at least one did not answer, or there is none.</param>
    /// <param name="now">When they were asked: what they report had happened by then, or has happened since.</param>
    public ActivityLedger Next(IReadOnlyCollection<GatewayReport>? reports, DateTimeOffset now)
    {
        if (reports is null)
        {
            return this with { IsComplete = false };
        }

        var counted = reports.DistinctBy(report => report.Gateway).ToImmutableDictionary(
            report => report.Gateway, report => report.Endpoints.ToImmutableDictionary(KeyOf, endpoint => endpoint.Requests));
        var areTheSame = Since is not null && counted.Count == Counted.Count && counted.Keys.All(Counted.ContainsKey);
        return new ActivityLedger
        {
            Counted = counted,
            Since = areTheSame ? Since : now,
            AskedAt = now,
            IsComplete = true,
            Uses = reports.SelectMany(report => report.Endpoints, (report, endpoint) => (report.Gateway, Endpoint: endpoint))
                .GroupBy(entry => KeyOf(entry.Endpoint))
                .ToImmutableDictionary(
                    entries => entries.Key,
                    entries => new Use(
                        areTheSame && Uses.GetValueOrDefault(entries.Key) is { IsBusy: false } before && !entries.Any(entry => HasMoved(entry.Gateway, entry.Endpoint))
                            ? before.LastSeen
                            : now, // what was in flight in the last round may have ended a moment ago
                        entries.Any(entry => entry.Endpoint.InFlight > 0),
                        entries.Max(entry => entry.Endpoint.LastRequest),
                        entries.Sum(entry => entry.Endpoint.Pending))),
        };
    }

    /// <summary>Null: it is in use, or nobody knows.</summary>
    public DateTimeOffset? IdleSince(NamespacedName endpoint) => (IsComplete, Uses.GetValueOrDefault(endpoint)) switch
    {
        (false, _) or (_, { IsBusy: true }) => null,
        (_, { LastSeen: var seen }) => seen,
        _ => Since,
    };

    /// <summary>When the endpoint had its last request, by the clock of the gateway that had it; null: none since these gateways started.</summary>
    public DateTimeOffset? LastRequest(NamespacedName endpoint) => Uses.GetValueOrDefault(endpoint)?.LastRequest;

    /// <summary>Requests that had no status line yet when the gateways last answered.</summary>
    public long Pending(NamespacedName endpoint) => Uses.GetValueOrDefault(endpoint)?.Pending ?? 0;

    private static NamespacedName KeyOf(EndpointReport endpoint) => new(endpoint.Namespace, endpoint.Name);

    private bool HasMoved(string gateway, EndpointReport endpoint) =>
        endpoint.InFlight > 0 || Counted[gateway].GetValueOrDefault(KeyOf(endpoint)) != endpoint.Requests;

    private sealed record Use(DateTimeOffset LastSeen, bool IsBusy, DateTimeOffset LastRequest, long Pending);
}
