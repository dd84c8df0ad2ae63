using System.Diagnostics.CodeAnalysis;
using Prometheus.Client.MetricsWriter;

namespace Prometheus.Client.Collectors;

/// <summary>The collectors of one scrape target. Safe for any number of threads.</summary>
public interface ICollectorRegistry
{
    /// <exception cref="ArgumentException">A name is taken, or does not follow Prometheus' rules.</exception>
    void Add(ICollector collector);

    bool TryGet(string name, [MaybeNullWhen(false)] out ICollector collector);

    /// <exception cref="InvalidOperationException">The name belongs to a collector of another type.</exception>
    TCollector GetOrAdd<TCollector, TConfig>(TConfig config, Func<TConfig, TCollector> collectorFactory)
        where TCollector : class, ICollector
        where TConfig : CollectorConfiguration;

    /// <summary>Removes the collector and returns it; null when there is none of that name.</summary>
    ICollector? Remove(string name);

    /// <summary>Lets every collector write, in the order of their names.</summary>
    Task CollectToAsync(IMetricsWriter writer, CancellationToken ct = default);
}
