using System.Collections.Immutable;

using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>
/// How many requests waited for their status line, from one round of reports to the next. A round in which a gateway was silent is none:
/// half of the load would look like a reason for fewer replicas.
/// </summary>
/// <param name="Window">Rounds that are older do not count.</param>
internal sealed record PendingRequests(TimeSpan Window)
{
    private ImmutableArray<Round> Rounds { get; init; } = [];

    /// <param name="reports">Of all gateways; null: at least one did not answer, or there is none.</param>
    /// <param name="now">When they were asked.</param>
    public PendingRequests Next(IReadOnlyCollection<GatewayReport>? reports, DateTimeOffset now) =>
        reports is null ? this : this with { Rounds = [.. Rounds.Where(round => IsRecent(round, now)), new Round(now, Sum(reports))] };

    /// <summary>The mean over the window, of all gateways together; null: nobody knows, for there was no round in it.</summary>
    public double? Average(NamespacedName endpoint, DateTimeOffset now) =>
        Rounds.Where(round => IsRecent(round, now)).Average(round => (double?)round.Pending.GetValueOrDefault(endpoint));

    private static Dictionary<NamespacedName, long> Sum(IEnumerable<GatewayReport> reports) =>
        reports.DistinctBy(report => report.Gateway)
            .SelectMany(report => report.Endpoints)
            .Where(endpoint => endpoint.Pending > 0)
            .GroupBy(endpoint => new NamespacedName(endpoint.Namespace, endpoint.Name))
            .ToDictionary(reported => reported.Key, reported => reported.Sum(endpoint => endpoint.Pending));

    private bool IsRecent(Round round, DateTimeOffset now) => now - round.Time < Window;

    /// <param name="Time">When the gateways were asked.</param>
    /// <param name="Pending">Endpoints that are not in it had none.</param>
    private sealed record Round(DateTimeOffset Time, IReadOnlyDictionary<NamespacedName, long> Pending);
}
