using System.Collections.Immutable;

using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Operator.GpuMetrics;

/// <summary>How busy the GPUs of pods were, from one round of the exporters to the next.</summary>
/// <param name="Window">Rounds that are older do not count.</param>
internal sealed record GpuUtilization(TimeSpan Window)
{
    private ImmutableArray<Round> Rounds { get; init; } = [];

    /// <param name="percents">Of each pod of which an exporter told.</param>
    /// <param name="now">When they were asked.</param>
    public GpuUtilization Next(IReadOnlyDictionary<NamespacedName, double> percents, DateTimeOffset now) =>
        this with { Rounds = [.. Rounds.Where(round => IsRecent(round, now)), new Round(now, percents)] };

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
        double[] known = [.. pods.Select(pod => Average(pod, now)).OfType<double>()];
        return known.Length == 0 ? null
            : known.Average() > target ? Math.Max(known.Sum(), pods.Count * target)
            : known.Sum() + ((pods.Count - known.Length) * target);
    }

    private double? Average(NamespacedName pod, DateTimeOffset now) =>
        Rounds.Where(round => IsRecent(round, now)).Average(round => round.Percents.TryGetValue(pod, out var percent) ? percent : (double?)null);

    private bool IsRecent(Round round, DateTimeOffset now) => now - round.Time < Window;

    private sealed record Round(DateTimeOffset Time, IReadOnlyDictionary<NamespacedName, double> Percents);
}
