using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Prometheus.Client.Collectors;
using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client;

/// <summary>The metrics of one name, found by their label values and written in the values' ordinal order.</summary>
/// <remarks>Finding takes no lock. The order is kept until a metric comes or goes, so a scrape of a steady set sorts nothing.</remarks>
internal abstract class MetricFamily<TMetric, TKey>(MetricConfiguration configuration, Func<MetricConfiguration, string[], TMetric> create)
    : ICollector
    where TMetric : class, IMetric
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TMetric> _metrics = new();
    private Snapshot _snapshot = new(0, []);
    private int _version;

    public string Name => configuration.Name;

    CollectorConfiguration ICollector.Configuration => configuration;

    IReadOnlyList<string> ICollector.MetricNames => configuration.Type == MetricType.Histogram
        ? [Name, $"{Name}_bucket", $"{Name}_sum", $"{Name}_count"]
        : [Name];

    void ICollector.Collect(IMetricsWriter writer)
    {
        var metrics = InOrder();
        if (metrics.Length == 0)
        {
            return;
        }

        writer.StartMetric(Name).WriteHelp(configuration.Help).WriteType(configuration.Type);
        foreach (var metric in metrics)
        {
            metric.Write(writer);
        }

        writer.EndMetric();
    }

    protected TMetric GetOrAdd(TKey key) => _metrics.TryGetValue(key, out var metric) ? metric : Add(key);

    protected TMetric? Remove(TKey key)
    {
        _metrics.TryRemove(key, out var removed);
        Interlocked.Increment(ref _version);
        return removed;
    }

    /// <summary>The values as an array of its own, whatever the caller does with his.</summary>
    protected abstract string[] ValuesOf(TKey key);

    /// <summary>The key to keep; <paramref name="values"/> are what <see cref="ValuesOf"/> returned.</summary>
    protected virtual TKey KeyToKeep(TKey key, string[] values) => key;

    private TMetric Add(TKey key)
    {
        var values = ValuesOf(key);
        if (values.Length != configuration.LabelNames.Length || values.Contains(null))
        {
            var names = string.Join(", ", configuration.LabelNames);
            throw new ArgumentException($"Metric '{Name}' has the labels [{names}] and got [{string.Join(", ", values)}].", nameof(key));
        }

        var metric = _metrics.GetOrAdd(KeyToKeep(key, values), create(configuration, values));
        Interlocked.Increment(ref _version);
        return metric;
    }

    private Metric[] InOrder()
    {
        // The version is read first: a metric that comes while we sort makes the snapshot old again.
        var version = Volatile.Read(ref _version);
        var snapshot = Volatile.Read(ref _snapshot);
        if (snapshot.Version != version)
        {
            var metrics = _metrics.Values.Cast<Metric>().ToArray();
            Array.Sort(metrics, static (a, b) => Compare(a.LabelValues, b.LabelValues));
            snapshot = new Snapshot(version, metrics);
            Volatile.Write(ref _snapshot, snapshot);
        }

        return snapshot.Metrics;
    }

    private static int Compare(string[] a, string[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (string.CompareOrdinal(a[i], b[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    private sealed record Snapshot(int Version, Metric[] Metrics);
}

internal sealed class ArrayFamily<TMetric>(MetricConfiguration configuration, Func<MetricConfiguration, string[], TMetric> create)
    : MetricFamily<TMetric, LabelValues>(configuration, create), IMetricFamily<TMetric>
    where TMetric : class, IMetric
{
    public TMetric WithLabels(params string[] labels) => GetOrAdd(new LabelValues(labels));

    public TMetric? RemoveLabelled(params string[] labels) => Remove(new LabelValues(labels));

    protected override string[] ValuesOf(LabelValues key) => [.. key.Values];

    protected override LabelValues KeyToKeep(LabelValues key, string[] values) => new(values);
}

internal sealed class TupleFamily<TMetric, TLabels>(MetricConfiguration configuration, Func<MetricConfiguration, string[], TMetric> create)
    : MetricFamily<TMetric, TLabels>(configuration, create), IMetricFamily<TMetric, TLabels>
    where TMetric : class, IMetric
    where TLabels : struct, ITuple, IEquatable<TLabels>
{
    public static string[] Strings(TLabels labels)
    {
        var values = new string[labels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = labels[i] as string ?? throw new ArgumentException($"{labels}: labels are strings and not null.", nameof(labels));
        }

        return values;
    }

    public TMetric WithLabels(TLabels labels) => GetOrAdd(labels);

    public TMetric? RemoveLabelled(TLabels labels) => Remove(labels);

    protected override string[] ValuesOf(TLabels key) => Strings(key);
}
