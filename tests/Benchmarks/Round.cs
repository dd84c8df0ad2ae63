namespace Benchmarks;

/// <summary>The same work, done by the bare client and then by the operator.</summary>
internal sealed record Round(Cost Bare, Cost Operator)
{
    public double Ratio => Operator.Wall / Bare.Wall;
}
