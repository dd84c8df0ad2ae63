using System.Diagnostics.CodeAnalysis;
using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client.Collectors;

/// <remarks>
/// <see cref="_lock"/> guards both collections; a scrape takes a copy of the list and writes outside the lock. Collectors come at start-up
/// and stay, so nothing here is hot.
/// </remarks>
public class CollectorRegistry : ICollectorRegistry
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, ICollector> _collectors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _metricNames = new(StringComparer.Ordinal);

    public void Add(ICollector collector)
    {
        lock (_lock)
        {
            Add_NeedsLock(collector);
        }
    }

    public bool TryGet(string name, [MaybeNullWhen(false)] out ICollector collector)
    {
        lock (_lock)
        {
            return _collectors.TryGetValue(name, out collector);
        }
    }

    public TCollector GetOrAdd<TCollector, TConfig>(TConfig config, Func<TConfig, TCollector> collectorFactory)
        where TCollector : class, ICollector
        where TConfig : CollectorConfiguration
    {
        lock (_lock)
        {
            if (_collectors.TryGetValue(config.Name, out var existing))
            {
                return existing as TCollector
                    ?? throw new InvalidOperationException(
                        $"The name '{config.Name}' belongs to a {existing.GetType()}, not to a {typeof(TCollector)}.");
            }

            var collector = collectorFactory(config);
            Add_NeedsLock(collector);
            return collector;
        }
    }

    public ICollector? Remove(string name)
    {
        lock (_lock)
        {
            if (_collectors.Remove(name, out var collector))
            {
                _metricNames.ExceptWith(collector.MetricNames);
            }

            return collector;
        }
    }

    public async Task CollectToAsync(IMetricsWriter writer, CancellationToken ct = default)
    {
        ICollector[] collectors;
        lock (_lock)
        {
            collectors = [.. _collectors.Values];
        }

        foreach (var collector in collectors)
        {
            collector.Collect(writer);
            await writer.FlushAsync(ct);
        }
    }

    private void Add_NeedsLock(ICollector collector)
    {
        var name = collector.Configuration.Name;
        foreach (var metricName in collector.MetricNames)
        {
            if (!NameRules.IsMetricName(metricName))
            {
                throw new ArgumentException($"'{metricName}' is not a metric name ([a-zA-Z_:][a-zA-Z0-9_:]*).", nameof(collector));
            }
        }

        if (_collectors.ContainsKey(name) || _metricNames.Overlaps(collector.MetricNames))
        {
            throw new ArgumentException($"Collector '{name}': it, or one of its metrics, is registered already.", nameof(collector));
        }

        _collectors.Add(name, collector);
        _metricNames.UnionWith(collector.MetricNames);
    }
}
