namespace Prometheus.Client;

public interface ICounter<T> : IMetric<T>
    where T : struct
{
    void Inc();

    /// <exception cref="ArgumentOutOfRangeException">The increment is negative or not a number: a counter only goes up.</exception>
    void Inc(T increment);
}

/// <summary>A value that only goes up. Neither call takes a lock or allocates.</summary>
public interface ICounter : ICounter<double>;
