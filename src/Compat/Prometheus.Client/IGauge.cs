namespace Prometheus.Client;

public interface IGauge<T> : IMetric<T>
    where T : struct
{
    void Inc();

    void Inc(T increment);

    void Dec();

    void Dec(T decrement);

    void Set(T val);
}

/// <summary>A value that goes up and down. No call takes a lock or allocates.</summary>
public interface IGauge : IGauge<double>;
