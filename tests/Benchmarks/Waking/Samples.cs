using System.Globalization;

namespace Benchmarks.Waking;

/// <summary>How long each of many took.</summary>
internal sealed class Samples(IEnumerable<TimeSpan> times)
{
    private readonly double[] milliseconds = [.. times.Select(time => time.TotalMilliseconds).Order()];

    public double P99 => milliseconds[(int)Math.Ceiling(0.99 * milliseconds.Length) - 1];

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{P99:0.0} ms (median {milliseconds[milliseconds.Length / 2]:0.0} ms, of {milliseconds.Length})");
}
