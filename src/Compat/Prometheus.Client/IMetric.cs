namespace Prometheus.Client;

/// <summary>One time series, or one histogram: what a family holds for one set of label values. Safe for any number of threads.</summary>
public interface IMetric;

public interface IMetric<out TState> : IMetric
    where TState : struct
{
    /// <summary>The value at this moment. Other threads may be changing it.</summary>
    TState Value { get; }
}
