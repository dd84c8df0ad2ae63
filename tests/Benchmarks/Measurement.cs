namespace Benchmarks;

/// <summary>What one size of an installation costs.</summary>
internal sealed record Measurement
{
    public required int Endpoints { get; init; }

    public required IReadOnlyList<Round> Rounds { get; init; }

    public required double Writes { get; init; }

    public required double MemoryMiB { get; init; }

    public required double CpuPercentAtRest { get; init; }

    public required double WritelessP99Milliseconds { get; init; }

    public required TimeSpan Restart { get; init; }

    public required double RestartWrites { get; init; }

    /// <summary>The round whose ratio is in the middle: what else the machine does makes a single one better or worse.</summary>
    public Round Median => Rounds.OrderBy(round => round.Ratio).ElementAt(Rounds.Count / 2);
}
