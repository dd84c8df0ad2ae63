using System.Collections.Concurrent;

using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Informers;

using Prometheus.Client;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>The series of one endpoint, looked up once. It outlives snapshots and goes with the endpoint.</summary>
internal sealed class EndpointMeter(
    NamespacedName endpoint,
    IMetricFamily<ICounter, (string Namespace, string Name, string Code)> requests,
    IMetricFamily<IHistogram, (string Namespace, string Name)> durations,
    IMetricFamily<IHistogram, (string Namespace, string Name)> firstBytes,
    IMetricFamily<IGauge, (string Namespace, string Name)> inFlight,
    IMetricFamily<IGauge, (string Namespace, string Name)> held,
    IMetricFamily<ICounter, (string Namespace, string Name)> wakes,
    IMetricFamily<ICounter, (string Namespace, string Name, string Reason)> upstreamErrors,
    IMetricFamily<ICounter, (string Namespace, string Name)> ejections)
{
    private readonly (string Namespace, string Name) labels = (endpoint.Namespace, endpoint.Name);
    private readonly IHistogram duration = durations.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly IHistogram firstByte = firstBytes.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly IGauge holding = held.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly IGauge current = inFlight.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly ConcurrentDictionary<int, ICounter> byCode = [];
    private readonly ConcurrentDictionary<Failure, ICounter> byFailure = [];

    public void Begin() => current.Inc();

    public void Hold() => holding.Inc();

    public void EndHold() => holding.Dec();

    public void Woke() => wakes.WithLabels(labels).Inc();

    public void Ejected() => ejections.WithLabels(labels).Inc();

    public void FirstByte(TimeSpan elapsed) => firstByte.Observe(elapsed.TotalSeconds);

    public void End(int code, TimeSpan elapsed)
    {
        current.Dec();
        duration.Observe(elapsed.TotalSeconds);
        byCode.GetOrAdd(code, static (code, meter) => meter.Counter(code), this).Inc();
    }

    public void UpstreamFailed(Failure failure) =>
        byFailure.GetOrAdd(failure, static (failure, meter) => meter.Counter(failure), this).Inc();

    /// <summary>The endpoint is gone. A request that is still on its way may bring back the series of its code, once.</summary>
    public void Remove()
    {
        durations.RemoveLabelled(labels);
        firstBytes.RemoveLabelled(labels);
        inFlight.RemoveLabelled(labels);
        held.RemoveLabelled(labels);
        wakes.RemoveLabelled(labels);
        ejections.RemoveLabelled(labels);
        foreach (var code in byCode.Keys)
        {
            requests.RemoveLabelled((labels.Namespace, labels.Name, CodeLabels.Text(code)));
        }

        foreach (var failure in byFailure.Keys)
        {
            upstreamErrors.RemoveLabelled((labels.Namespace, labels.Name, Reason(failure)));
        }
    }

    private ICounter Counter(int code) => requests.WithLabels((labels.Namespace, labels.Name, CodeLabels.Text(code)));

    private ICounter Counter(Failure failure) => upstreamErrors.WithLabels((labels.Namespace, labels.Name, Reason(failure)));

    private static string Reason(Failure failure) => failure switch
    {
        Failure.Unreachable => "unreachable",
        Failure.ReplicaSilent => "timed_out",
        _ => "broken",
    };
}
