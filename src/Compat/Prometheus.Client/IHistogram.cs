namespace Prometheus.Client;

public interface IValueObserver
{
    /// <summary>Counts one observation. NaN is ignored: it belongs to no bucket and would spoil the sum for ever.</summary>
    void Observe(double val);
}

/// <summary>Counts observations in buckets. Observing takes no lock and does not allocate.</summary>
public interface IHistogram : IMetric<HistogramState>, IValueObserver;
