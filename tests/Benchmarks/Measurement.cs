namespace Benchmarks;

/// <summary>What one size of an installation costs.</summary>
internal sealed record Measurement
{
    public required int Endpoints { get; init; }

    public required Cost Bare { get; init; }

    public required Cost Operator { get; init; }

    public required double Writes { get; init; }

    public required double MemoryMiB { get; init; }

    public required double CpuPercentAtRest { get; init; }

    public required double WritelessP99Milliseconds { get; init; }

    public required TimeSpan Restart { get; init; }

    public required double RestartWrites { get; init; }

    public double Ratio => Operator.Wall / Bare.Wall;
}
