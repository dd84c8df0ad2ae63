using System.Globalization;
using System.Text;

namespace Benchmarks.Autoscaling;

/// <summary>Load, replicas and waiting time over time, as three panels one above the other in an SVG.</summary>
internal static class Plot
{
    private const int Left = 56;
    private const int Width = 720;
    private const int Height = 120;
    private const int Gap = 36;
    private const int Top = 58;

    public static string Draw(Shape shape, IReadOnlyList<Call> calls, IReadOnlyList<ReplicaSample> replicas)
    {
        var svg = new StringBuilder();
        var longest = calls.Max(call => call.Waited.TotalSeconds);
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
             <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 16} {Y(3) + 24}" font-family="sans-serif" font-size="11" fill="#333">
             <rect width="100%" height="100%" fill="#fff"/>
             <text x="{Left}" y="20" font-size="15">{shape.Title}: {Summary(calls)}</text>
             <text x="{Left}" y="36">A minute of an installation is {Shape.Minute.TotalSeconds} s here, for its windows and timeouts; the HPA looks every 2 s, and pods start no faster than ever.</text>
             """);
        var loads = Enumerable.Range(0, (int)(shape.Minutes * 10) + 1).Select(tenth => (Minute: tenth / 10.0, shape.Rate(tenth / 10.0)));
        Panel(svg, shape, 0, "requests per second", 8, Line(loads, shape, 0, 8, "#666"));
        Panel(
            svg,
            shape,
            1,
            "replicas: wanted (dashed) and ready",
            AutoscalingBenchmark.MaxReplicas + 1,
            Line(Steps(replicas, sample => sample.Wanted), shape, 1, AutoscalingBenchmark.MaxReplicas + 1, "#c60\" stroke-dasharray=\"4 2"),
            Line(Steps(replicas, sample => sample.Ready), shape, 1, AutoscalingBenchmark.MaxReplicas + 1, "#06c"));
        var top = Math.Max(2, Math.Ceiling(longest));
        Panel(svg, shape, 2, "seconds until the answer began, of which 1 is work; red: not 200", top, [.. calls.Select(call => Dot(call, shape, top))]);
        return svg.AppendLine("</svg>").ToString();
    }

    public static string Summary(IReadOnlyList<Call> calls)
    {
        var waits = calls.Select(call => call.Waited.TotalSeconds).Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{calls.Count} requests, {calls.Count(call => call.Status != 200)} not answered 200; {waits[waits.Length / 2]:0.0} s median, {waits[(int)(waits.Length * 0.95)]:0.0} s p95");
    }

    private static void Panel(StringBuilder svg, Shape shape, int panel, string title, double max, params IEnumerable<string> content)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{Y(panel) - 6}">{title}</text>""");
        var step = Math.Max(1, Math.Ceiling(max / 6));
        for (var value = 0.0; value <= max; value += step)
        {
            var y = At(panel, value, max);
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{Left} {y:0.#}h{Width}" stroke="#eee"/><text x="{Left - 6}" y="{y + 4:0.#}" text-anchor="end">{value:0}</text>""");
        }

        for (var minute = 0; minute <= shape.Minutes; minute += 2)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{X(minute, shape):0.#}" y="{Y(panel) + Height + 13}" text-anchor="middle" fill="#999">{minute}</text>""");
        }

        svg.AppendJoin('\n', content).AppendLine();
    }

    private static IEnumerable<(double Minute, double Value)> Steps(IReadOnlyList<ReplicaSample> samples, Func<ReplicaSample, int> value)
    {
        var last = -1;
        foreach (var sample in samples)
        {
            var (minute, now) = (sample.Time / Shape.Minute, value(sample));
            if (now != last && last >= 0)
            {
                yield return (minute, last);
            }

            if (now != last || sample == samples[^1])
            {
                yield return (minute, now);
            }

            last = now;
        }
    }

    private static string Line(IEnumerable<(double Minute, double Value)> points, Shape shape, int panel, double max, string stroke) =>
        $"""<polyline fill="none" stroke="{stroke}" stroke-width="1.5" points="{string.Join(' ', points.Select(point => Point(X(point.Minute, shape), At(panel, point.Value, max))))}"/>""";

    private static string Dot(Call call, Shape shape, double max)
    {
        var (x, y) = (X(call.Sent / Shape.Minute, shape), At(2, call.Waited.TotalSeconds, max));
        return string.Create(CultureInfo.InvariantCulture, $"""<circle cx="{x:0.#}" cy="{y:0.#}" r="1.5" fill="{(call.Status == 200 ? "#393" : "#c00")}" fill-opacity=".6"/>""");
    }

    private static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#}");

    private static double X(double minute, Shape shape) => Left + (Width * Math.Min(1, minute / shape.Minutes));

    private static int Y(int panel) => Top + (panel * (Height + Gap));

    private static double At(int panel, double value, double max) => Y(panel) + Height - (Height * value / max);
}
