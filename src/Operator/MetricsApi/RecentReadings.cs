using System.Collections.Immutable;

using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Operator.MetricsApi;

/// <summary>What was read of many objects, round by round, and the mean of it.</summary>
/// <param name="Window">Rounds that are older do not count.</param>
internal sealed record RecentReadings(TimeSpan Window)
{
    private ImmutableArray<Round> Rounds { get; init; } = [];

    /// <summary>One missed round leaves another in the window.</summary>
    public static TimeSpan AtLeastTwo(TimeSpan interval, TimeSpan window) => window > 2 * interval ? window : 2 * interval;

    /// <param name="values">Of this round.</param>
    /// <param name="now">When they were asked for.</param>
    public RecentReadings Next(IReadOnlyDictionary<NamespacedName, double> values, DateTimeOffset now) =>
        this with { Rounds = [.. Rounds.Where(round => IsRecent(round, now)), new Round(now, values)] };

    /// <summary>The mean over the window; null: nothing is known, for there was no round in it.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="now">The time.</param>
    /// <param name="missing">In a round without it; null: that round says nothing.</param>
    public double? Average(NamespacedName key, DateTimeOffset now, double? missing = null) =>
        Rounds.Where(round => IsRecent(round, now)).Average(round => round.Values.TryGetValue(key, out var value) ? value : missing);

    private bool IsRecent(Round round, DateTimeOffset now) => now - round.Time < Window;

    private sealed record Round(DateTimeOffset Time, IReadOnlyDictionary<NamespacedName, double> Values);
}
