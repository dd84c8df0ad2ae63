using System.Runtime.CompilerServices;

namespace Prometheus.Client;

/// <summary>
/// Creates metrics, or returns the ones that its registry already has under the name.
/// </summary>
/// <remarks>
/// <c>includeTimestamp</c> writes the time of the last change behind each sample. Prometheus then treats a metric that stands still as
/// stale after five minutes, so it is for values that are copied from elsewhere.
/// </remarks>
/// <exception cref="ArgumentException">A name does not follow Prometheus' rules, or buckets do not rise.</exception>
/// <exception cref="InvalidOperationException">The name is taken by a metric of another type or with other labels.</exception>
public interface IMetricFactory
{
    ICounter CreateCounter(string name, string help, bool includeTimestamp = false);

    IMetricFamily<ICounter, ValueTuple<string>> CreateCounter(string name, string help, string labelName, bool includeTimestamp = false);

    IMetricFamily<ICounter, TLabels> CreateCounter<TLabels>(string name, string help, TLabels labelNames, bool includeTimestamp = false)
        where TLabels : struct, ITuple, IEquatable<TLabels>;

    IMetricFamily<ICounter> CreateCounter(string name, string help, params string[] labelNames);

    IGauge CreateGauge(string name, string help, bool includeTimestamp = false);

    IMetricFamily<IGauge, ValueTuple<string>> CreateGauge(string name, string help, string labelName, bool includeTimestamp = false);

    IMetricFamily<IGauge, TLabels> CreateGauge<TLabels>(string name, string help, TLabels labelNames, bool includeTimestamp = false)
        where TLabels : struct, ITuple, IEquatable<TLabels>;

    IMetricFamily<IGauge> CreateGauge(string name, string help, params string[] labelNames);

    /// <param name="name">The family's name; the samples get <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</param>
    /// <param name="help">One line for people.</param>
    /// <param name="includeTimestamp">Write the time of the last change.</param>
    /// <param name="buckets">Upper bounds, rising; +Inf is added. Default: 5 ms to 10 s.</param>
    IHistogram CreateHistogram(string name, string help, bool includeTimestamp = false, double[]? buckets = null);

    /// <inheritdoc cref="CreateHistogram(string, string, bool, double[])"/>
    IMetricFamily<IHistogram, ValueTuple<string>> CreateHistogram(
        string name, string help, string labelName, bool includeTimestamp = false, double[]? buckets = null);

    /// <inheritdoc cref="CreateHistogram(string, string, bool, double[])"/>
    IMetricFamily<IHistogram, TLabels> CreateHistogram<TLabels>(
        string name, string help, TLabels labelNames, bool includeTimestamp = false, double[]? buckets = null)
        where TLabels : struct, ITuple, IEquatable<TLabels>;

    IMetricFamily<IHistogram> CreateHistogram(string name, string help, params string[] labelNames);

    /// <inheritdoc cref="CreateHistogram(string, string, bool, double[])"/>
    IMetricFamily<IHistogram> CreateHistogram(string name, string help, double[]? buckets = null, params string[] labelNames);
}
