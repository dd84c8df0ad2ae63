using System.Runtime.CompilerServices;
using Prometheus.Client.Collectors;

namespace Prometheus.Client;

public class MetricFactory(ICollectorRegistry registry) : IMetricFactory
{
    private static readonly Func<MetricConfiguration, string[], ICounter> Counter = (own, values) => new Counter(own, values);
    private static readonly Func<MetricConfiguration, string[], IGauge> Gauge = (own, values) => new Gauge(own, values);

    public ICounter CreateCounter(string name, string help, bool includeTimestamp = false) =>
        Family(new(name, help, MetricType.Counter, [], includeTimestamp), Counter).WithLabels();

    public IMetricFamily<ICounter, ValueTuple<string>> CreateCounter(
        string name, string help, string labelName, bool includeTimestamp = false) =>
        CreateCounter(name, help, ValueTuple.Create(labelName), includeTimestamp);

    public IMetricFamily<ICounter, TLabels> CreateCounter<TLabels>(
        string name, string help, TLabels labelNames, bool includeTimestamp = false)
        where TLabels : struct, ITuple, IEquatable<TLabels> =>
        Family<ICounter, TLabels>(new(name, help, MetricType.Counter, Names<ICounter, TLabels>(labelNames), includeTimestamp), Counter);

    public IMetricFamily<ICounter> CreateCounter(string name, string help, params string[] labelNames) =>
        Family(new(name, help, MetricType.Counter, labelNames, includeTimestamp: false), Counter);

    public IGauge CreateGauge(string name, string help, bool includeTimestamp = false) =>
        Family(new(name, help, MetricType.Gauge, [], includeTimestamp), Gauge).WithLabels();

    public IMetricFamily<IGauge, ValueTuple<string>> CreateGauge(
        string name, string help, string labelName, bool includeTimestamp = false) =>
        CreateGauge(name, help, ValueTuple.Create(labelName), includeTimestamp);

    public IMetricFamily<IGauge, TLabels> CreateGauge<TLabels>(string name, string help, TLabels labelNames, bool includeTimestamp = false)
        where TLabels : struct, ITuple, IEquatable<TLabels> =>
        Family<IGauge, TLabels>(new(name, help, MetricType.Gauge, Names<IGauge, TLabels>(labelNames), includeTimestamp), Gauge);

    public IMetricFamily<IGauge> CreateGauge(string name, string help, params string[] labelNames) =>
        Family(new(name, help, MetricType.Gauge, labelNames, includeTimestamp: false), Gauge);

    public IHistogram CreateHistogram(string name, string help, bool includeTimestamp = false, double[]? buckets = null) =>
        Family(new(name, help, MetricType.Histogram, [], includeTimestamp), Histogram(buckets)).WithLabels();

    public IMetricFamily<IHistogram, ValueTuple<string>> CreateHistogram(
        string name, string help, string labelName, bool includeTimestamp = false, double[]? buckets = null) =>
        CreateHistogram(name, help, ValueTuple.Create(labelName), includeTimestamp, buckets);

    public IMetricFamily<IHistogram, TLabels> CreateHistogram<TLabels>(
        string name, string help, TLabels labelNames, bool includeTimestamp = false, double[]? buckets = null)
        where TLabels : struct, ITuple, IEquatable<TLabels> =>
        Family<IHistogram, TLabels>(
            new(name, help, MetricType.Histogram, Names<IHistogram, TLabels>(labelNames), includeTimestamp), Histogram(buckets));

    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, params string[] labelNames) =>
        CreateHistogram(name, help, buckets: null, labelNames);

    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, double[]? buckets = null, params string[] labelNames) =>
        Family(new(name, help, MetricType.Histogram, labelNames, includeTimestamp: false), Histogram(buckets));

    private static Func<MetricConfiguration, string[], IHistogram> Histogram(double[]? bounds)
    {
        var buckets = HistogramBuckets.From(bounds);
        return (configuration, values) => new Histogram(configuration, values, buckets);
    }

    private static string[] Names<TMetric, TLabels>(TLabels labelNames)
        where TMetric : class, IMetric
        where TLabels : struct, ITuple, IEquatable<TLabels> => TupleFamily<TMetric, TLabels>.Strings(labelNames);

    private ArrayFamily<TMetric> Family<TMetric>(MetricConfiguration configuration, Func<MetricConfiguration, string[], TMetric> create)
        where TMetric : class, IMetric =>
        SameLabels(registry.GetOrAdd(configuration, own => new ArrayFamily<TMetric>(own, create)), configuration);

    private TupleFamily<TMetric, TLabels> Family<TMetric, TLabels>(
        MetricConfiguration configuration, Func<MetricConfiguration, string[], TMetric> create)
        where TMetric : class, IMetric
        where TLabels : struct, ITuple, IEquatable<TLabels> =>
        SameLabels(registry.GetOrAdd(configuration, own => new TupleFamily<TMetric, TLabels>(own, create)), configuration);

    private static TFamily SameLabels<TFamily>(TFamily family, MetricConfiguration wanted)
        where TFamily : ICollector
    {
        var names = ((MetricConfiguration)family.Configuration).LabelNames;
        return names.AsSpan().SequenceEqual(wanted.LabelNames)
            ? family
            : throw new InvalidOperationException(
                $"Metric '{wanted.Name}' has the labels [{string.Join(", ", names)}], not [{string.Join(", ", wanted.LabelNames)}].");
    }
}
