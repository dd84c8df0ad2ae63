using System.Runtime.InteropServices;

using InferenceEndpoints.Informers;
using InferenceEndpoints.Starts;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>
/// What is known of the use of endpoints, from one round of reports to the next. All times are this process' own, so the gateways' clocks
/// decide nothing: an endpoint was used when its counters moved. It errs to one side only, towards "in use": when the operator starts, when
/// a gateway comes, restarts or goes, everything counts as used until then; while one is silent, nothing is known to be idle.
/// </summary>
internal sealed record ActivityLedger
{
    public static readonly ActivityLedger Empty = new();

    private HashSet<string> Gateways { get; init; } = [];

    private Dictionary<NamespacedName, Use> Uses { get; init; } = [];

    /// <summary>From then on no request was missed; null: nothing was heard yet.</summary>
    private DateTimeOffset? Since { get; init; }

    /// <summary>All gateways have answered in the last round.</summary>
    private bool IsComplete { get; init; }

    /// <summary>When the gateways were last asked that all answered: later than that, nobody knows who is idle.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <param name="reports">Of all gateways; null: at least one did not answer, or there is none.</param>
    /// <param name="askedAt">When they were asked: what had happened by then is in their reports.</param>
    /// <param name="heardAt">When the last of them had answered: what is in their reports had happened by then.</param>
    public ActivityLedger Next(IReadOnlyCollection<GatewayReport>? reports, DateTimeOffset askedAt, DateTimeOffset heardAt)
    {
        if (reports is null)
        {
            return this with { IsComplete = false };
        }

        var gateways = reports.Select(report => report.Gateway).ToHashSet(StringComparer.Ordinal);
        var areTheSame = Since is not null && gateways.SetEquals(Gateways);
        return new ActivityLedger
        {
            Gateways = gateways,
            Since = areTheSame ? Since : heardAt,
            AskedAt = askedAt,
            IsComplete = true,
            Uses = Totals(reports, Uses.Count).ToDictionary(
                total => total.Key, total => total.Value with { LastSeen = areTheSame && Uses.TryGetValue(total.Key, out var before) && before.IsSame(total.Value) ? before.LastSeen : heardAt }),
        };
    }

    /// <summary>Null: it is in use, or nobody knows.</summary>
    public DateTimeOffset? IdleSince(NamespacedName endpoint) =>
        !IsComplete ? null
        : !Uses.TryGetValue(endpoint, out var use) ? Since
        : use.InFlight > 0 ? null
        : use.LastSeen;

    /// <summary>When the endpoint had its last request, by the clock of the gateway that had it; null: none since these gateways started.</summary>
    public DateTimeOffset? LastRequest(NamespacedName endpoint) => Uses.TryGetValue(endpoint, out var use) ? use.LastRequest : null;

    /// <summary>Requests that had no status line yet when the gateways last answered.</summary>
    public long Pending(NamespacedName endpoint) => Uses.TryGetValue(endpoint, out var use) ? use.Pending : 0;

    /// <inheritdoc cref="EndpointReport.FirstWait"/>
    public FirstWait? FirstWait(NamespacedName endpoint) => Uses.TryGetValue(endpoint, out var use) ? use.FirstWait : null;

    private static Dictionary<NamespacedName, Use> Totals(IEnumerable<GatewayReport> reports, int capacity)
    {
        var totals = new Dictionary<NamespacedName, Use>(capacity);
        foreach (var endpoint in reports.DistinctBy(report => report.Gateway).SelectMany(report => report.Endpoints))
        {
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, new NamespacedName(endpoint.Namespace, endpoint.Name), out _);
            total = total.With(endpoint);
        }

        return totals;
    }

    /// <summary>Of an endpoint, at all gateways.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Use(
        long Requests, long InFlight, long Pending, DateTimeOffset LastRequest, DateTimeOffset LastSeen, FirstWait? FirstWait)
    {
        public Use With(EndpointReport report) => this with
        {
            Requests = Requests + report.Requests,
            InFlight = InFlight + report.InFlight,
            Pending = Pending + report.Pending,
            LastRequest = report.LastRequest > LastRequest ? report.LastRequest : LastRequest,
            FirstWait = report.FirstWait?.To < FirstWait?.To ? report.FirstWait : FirstWait ?? report.FirstWait,
        };

        /// <summary>Nobody used it meanwhile: its counters only grow, and what was in flight may have ended a moment ago.</summary>
        public bool IsSame(Use now) => InFlight == 0 && now.InFlight == 0 && now.Requests == Requests;
    }
}
