using System.Collections.Concurrent;

using InferenceEndpoints.Gateway.Forwarding;
using InferenceEndpoints.Informers;

using Prometheus.Client;

namespace InferenceEndpoints.Gateway.Telemetry;

/// <summary>The series of one endpoint, looked up once. It outlives snapshots and goes with the endpoint.</summary>
internal sealed class EndpointMeter(NamespacedName endpoint, EndpointFamilies families)
{
    private readonly (string Namespace, string Name) labels = (endpoint.Namespace, endpoint.Name);
    private readonly IHistogram duration = families.Durations.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly IHistogram firstByte = families.FirstBytes.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly ICounter requestBytes = families.RequestBytes.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly ICounter responseBytes = families.ResponseBytes.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly IGauge holding = families.Held.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly IGauge current = families.InFlight.WithLabels((endpoint.Namespace, endpoint.Name));
    private readonly ConcurrentDictionary<int, ICounter> byCode = [];
    private readonly ConcurrentDictionary<Failure, ICounter> byFailure = [];

    /// <summary>Null: no request has ever waited.</summary>
    private IHistogram? holds;

    public void Begin() => current.Inc();

    public void Hold()
    {
        holding.Inc();
        holds ??= families.Holds.WithLabels(labels);
    }

    public void EndHold(TimeSpan waited)
    {
        holding.Dec();
        holds!.Observe(waited.TotalSeconds);
    }

    public void Woke() => families.Wakes.WithLabels(labels).Inc();

    public void Ejected() => families.Ejections.WithLabels(labels).Inc();

    public void FirstByte(TimeSpan elapsed) => firstByte.Observe(elapsed.TotalSeconds);

    public void End(Exchange exchange)
    {
        current.Dec();
        duration.Observe(exchange.Elapsed.TotalSeconds);
        byCode.GetOrAdd(exchange.Status, static (code, meter) => meter.Counter(code), this).Inc();
        requestBytes.Inc(exchange.BytesIn);
        responseBytes.Inc(exchange.BytesOut);
        Add(families.PromptTokens, exchange.Usage.Prompt);
        Add(families.GeneratedTokens, exchange.Usage.Generated);
    }

    public void UpstreamFailed(Failure failure) =>
        byFailure.GetOrAdd(failure, static (failure, meter) => meter.Counter(failure), this).Inc();

    /// <summary>The endpoint is gone. A request that is still on its way may bring back the series of its code, once.</summary>
    public void Remove()
    {
        families.Durations.RemoveLabelled(labels);
        families.FirstBytes.RemoveLabelled(labels);
        families.RequestBytes.RemoveLabelled(labels);
        families.ResponseBytes.RemoveLabelled(labels);
        families.PromptTokens.RemoveLabelled(labels);
        families.GeneratedTokens.RemoveLabelled(labels);
        families.InFlight.RemoveLabelled(labels);
        families.Held.RemoveLabelled(labels);
        families.Holds.RemoveLabelled(labels);
        families.Wakes.RemoveLabelled(labels);
        families.Ejections.RemoveLabelled(labels);
        foreach (var code in byCode.Keys)
        {
            families.Requests.RemoveLabelled((labels.Namespace, labels.Name, CodeLabels.Text(code)));
        }

        foreach (var failure in byFailure.Keys)
        {
            families.UpstreamErrors.RemoveLabelled((labels.Namespace, labels.Name, Reason(failure)));
        }
    }

    /// <summary>An endpoint that counts no tokens has no such series.</summary>
    private void Add(IMetricFamily<ICounter, (string Namespace, string Name)> family, int? tokens)
    {
        if (tokens > 0)
        {
            family.WithLabels(labels).Inc(tokens.Value);
        }
    }

    private ICounter Counter(int code) => families.Requests.WithLabels((labels.Namespace, labels.Name, CodeLabels.Text(code)));

    private ICounter Counter(Failure failure) => families.UpstreamErrors.WithLabels((labels.Namespace, labels.Name, Reason(failure)));

    private static string Reason(Failure failure) => failure switch
    {
        Failure.Unreachable => "unreachable",
        Failure.ReplicaSilent => "timed_out",
        _ => "broken",
    };
}
