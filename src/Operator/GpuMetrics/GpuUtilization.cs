using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.MetricsApi;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>How busy the GPUs of pods were, from one round of the exporters to the next.</summary>
/// <param name="Window">Rounds that are older do not count.</param>
internal sealed record GpuUtilization(TimeSpan Window)
{
    private RecentReadings Readings { get; init; } = new(Window);

    /// <param name="percents">Of each pod of which an exporter told.</param>
    /// <param name="now">When they were asked.</param>
    public GpuUtilization Next(IReadOnlyDictionary<NamespacedName, double> percents, DateTimeOffset now) =>
        this with { Readings = Readings.Next(percents, now) };

    /// <summary>The sum over the pods of their means over the window; null: nothing is known of any of them.</summary>
    /// <param name="pods">Those that serve.</param>
    /// <param name="target">What each should have, in percent.</param>
    /// <param name="now">The time.</param>
    /// <remarks>
    /// A pod of which nothing is known counts as autoscalers count one: when the others have too little to do it has its target, and when they
    /// have too much it is idle, but then there are not to be fewer pods either. So what is missing neither adds a replica nor takes one away.
    /// </remarks>
    public double? Sum(IReadOnlyCollection<NamespacedName> pods, double target, DateTimeOffset now)
    {
        double[] known = [.. pods.Select(pod => Readings.Average(pod, now)).OfType<double>()];
        return known.Length == 0 ? null
            : known.Average() > target ? Math.Max(known.Sum(), pods.Count * target)
            : known.Sum() + ((pods.Count - known.Length) * target);
    }
}
