using System.Runtime.CompilerServices;

namespace Prometheus.Client;

/// <summary>The metrics of one name, one for each set of label values.</summary>
public interface IMetricFamily<TMetric>
    where TMetric : IMetric
{
    string Name { get; }

    /// <summary>Finds or creates the metric. Keep the result where the labels are known beforehand: the call allocates its array.</summary>
    /// <exception cref="ArgumentException">A value is null, or there are not as many values as label names.</exception>
    TMetric WithLabels(params string[] labels);

    /// <summary>Removes the metric from later scrapes and returns it; null when there is none.</summary>
    TMetric? RemoveLabelled(params string[] labels);
}

/// <inheritdoc cref="IMetricFamily{TMetric}"/>
/// <typeparam name="TMetric">Counter, gauge or histogram.</typeparam>
/// <typeparam name="TLabels">A tuple of strings, so that finding an existing metric allocates nothing.</typeparam>
public interface IMetricFamily<TMetric, TLabels>
    where TMetric : IMetric
    where TLabels : struct, ITuple, IEquatable<TLabels>
{
    string Name { get; }

    /// <inheritdoc cref="IMetricFamily{TMetric}.WithLabels"/>
    TMetric WithLabels(TLabels labels);

    /// <inheritdoc cref="IMetricFamily{TMetric}.RemoveLabelled"/>
    TMetric? RemoveLabelled(TLabels labels);
}
