using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.MetricsApi;

namespace InferenceEndpoints.Operator.Activity;

/// <summary>
/// How many requests waited for their status line, from one round of reports to the next. A round in which a gateway was silent is none:
/// half of the load would look like a reason for fewer replicas.
/// </summary>
/// <param name="Window">Rounds that are older do not count.</param>
internal sealed record PendingRequests(TimeSpan Window)
{
    /// <summary>Endpoints that are not in a round had none then.</summary>
    private RecentReadings Readings { get; init; } = new(Window);

    /// <param name="reports">Of all gateways; null: at least one did not answer, or there is none.</param>
    /// <param name="now">When they were asked.</param>
    public PendingRequests Next(IReadOnlyCollection<GatewayReport>? reports, DateTimeOffset now) =>
        reports is null ? this : this with { Readings = Readings.Next(Sum(reports), now) };

    /// <summary>The mean over the window, of all gateways together; null: nobody knows, for there was no round in it.</summary>
    public double? Average(NamespacedName endpoint, DateTimeOffset now) => Readings.Average(endpoint, now, missing: 0);

    private static Dictionary<NamespacedName, double> Sum(IEnumerable<GatewayReport> reports) =>
        reports.DistinctBy(report => report.Gateway)
            .SelectMany(report => report.Endpoints)
            .Where(endpoint => endpoint.Pending > 0)
            .GroupBy(endpoint => new NamespacedName(endpoint.Namespace, endpoint.Name))
            .ToDictionary(reported => reported.Key, reported => reported.Sum(endpoint => (double)endpoint.Pending));
}
