using System.Globalization;

namespace Prometheus.Client;

/// <summary>A histogram family's upper bounds, and how <c>le</c> spells them. The last one, +Inf, has a label but no bound.</summary>
internal sealed class HistogramBuckets
{
    /// <summary>Upstream's default: seconds of a request.</summary>
    public static readonly HistogramBuckets Default = new([.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10]);

    private HistogramBuckets(double[] bounds)
    {
        Bounds = bounds;
        Labels = [.. bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)), "+Inf"];
    }

    public double[] Bounds { get; }

    public string[] Labels { get; }

    /// <exception cref="ArgumentException">No bounds, or they do not rise.</exception>
    public static HistogramBuckets From(double[]? bounds)
    {
        if (bounds is null)
        {
            return Default;
        }

        var finite = bounds is [.. var all, double.PositiveInfinity] ? all : [.. bounds];
        for (var i = 0; i < finite.Length; i++)
        {
            if (!double.IsFinite(finite[i]) || (i > 0 && finite[i] <= finite[i - 1]))
            {
                throw new ArgumentException($"Buckets must rise, but {finite[i]} is at position {i}.", nameof(bounds));
            }
        }

        return finite.Length > 0
            ? new HistogramBuckets(finite)
            : throw new ArgumentException("A histogram needs a bucket below +Inf.", nameof(bounds));
    }
}
