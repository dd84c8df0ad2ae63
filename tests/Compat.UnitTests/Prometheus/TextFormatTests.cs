using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Prometheus.Client;
using Prometheus.Client.Collectors;
using Prometheus.Client.MetricsWriter;

namespace Compat.UnitTests.Prometheus;

public class TextFormatTests
{
    private readonly Scrape _scrape = new();

    [Fact]
    public async Task A_scrape_lists_families_by_name_and_metrics_by_label_values()
    {
        var requests = _scrape.Metrics.CreateCounter("requests_total", "Requests.", ("endpoint", "code"));
        requests.WithLabels(("b", "200")).Inc();
        requests.WithLabels(("a", "500")).Inc(2.5);
        requests.WithLabels(("a", "200")).Inc(3);
        _scrape.Metrics.CreateGauge("in_flight", "Requests in flight.").Set(-7);

        Assert.Equal(
            """
            # HELP in_flight Requests in flight.
            # TYPE in_flight gauge
            in_flight -7
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{endpoint="a",code="200"} 3
            requests_total{endpoint="a",code="500"} 2.5
            requests_total{endpoint="b",code="200"} 1

            """,
            await _scrape.TextAsync());
    }

    [Fact]
    public async Task A_histogram_is_written_as_cumulative_buckets_with_sum_and_count()
    {
        var wake = _scrape.Metrics.CreateHistogram("wake_seconds", "Time to wake.", "endpoint", buckets: [0.5, 1, 2.5]);
        foreach (var seconds in new[] { 0.5, 0.6, 99, double.NaN })
        {
            wake.WithLabels("gpt2").Observe(seconds);
        }

        Assert.Equal(
            """
            # HELP wake_seconds Time to wake.
            # TYPE wake_seconds histogram
            wake_seconds_bucket{endpoint="gpt2",le="0.5"} 1
            wake_seconds_bucket{endpoint="gpt2",le="1"} 2
            wake_seconds_bucket{endpoint="gpt2",le="2.5"} 2
            wake_seconds_bucket{endpoint="gpt2",le="+Inf"} 3
            wake_seconds_sum{endpoint="gpt2"} 100.1
            wake_seconds_count{endpoint="gpt2"} 3

            """,
            await _scrape.TextAsync());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1234567.891, "1234567.891")]
    [InlineData(double.MinValue, "-1.7976931348623157E+308")]
    public async Task A_number_is_written_as_Prometheus_reads_it(double value, string expected)
    {
        _scrape.Metrics.CreateGauge("g", "h").Set(value);

        Assert.EndsWith($"\ng {expected}\n", await _scrape.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_do_not_follow_the_culture_of_the_thread()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "minus " } };
        try
        {
            _scrape.Metrics.CreateGauge("g", "h").Set(-0.5);
            _scrape.Metrics.CreateHistogram("s", "h", buckets: [0.25]).Observe(1);
            var text = await _scrape.TextAsync();

            Assert.Contains("g -0.5\n", text, StringComparison.Ordinal);
            Assert.Contains("le=\"0.25\"", text, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Help_and_label_values_are_escaped()
    {
        _scrape.Metrics.CreateCounter("c_total", "back\\slash\nline \"quoted\"", "path").WithLabels("back\\slash\nline \"quoted\" é").Inc();

        Assert.Equal(
            """
            # HELP c_total back\\slash\nline "quoted"
            # TYPE c_total counter
            c_total{path="back\\slash\nline \"quoted\" é"} 1

            """,
            await _scrape.TextAsync());
    }

    [Fact]
    public void Any_label_value_reads_back_as_it_was() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), async value =>
        {
            var scrape = new Scrape();
            scrape.Metrics.CreateGauge("m", "h", "l").WithLabels(value.Get).Set(1);
            var lines = (await scrape.TextAsync()).Split('\n');

            Assert.Equal(4, lines.Length);
            Assert.StartsWith("m{l=\"", lines[2], StringComparison.Ordinal);
            Assert.EndsWith("\"} 1", lines[2], StringComparison.Ordinal);
            Assert.Equal(LegibleText(value.Get), Unescape(lines[2][5..^4]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_family_without_metrics_is_not_written_and_a_removed_metric_is_gone()
    {
        var family = _scrape.Metrics.CreateGauge("g", "h", "l");
        Assert.Equal("", await _scrape.TextAsync());

        family.WithLabels("x").Set(1);
        Assert.Contains("g{l=\"x\"} 1\n", await _scrape.TextAsync(), StringComparison.Ordinal);

        family.RemoveLabelled(ValueTuple.Create("x"));
        Assert.Equal("", await _scrape.TextAsync());
    }

    [Fact]
    public async Task A_metric_with_timestamps_carries_the_time_of_its_last_change()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _scrape.Metrics.CreateGauge("g", "h", includeTimestamp: true).Set(1);
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        var sample = (await _scrape.TextAsync()).Split('\n')[2].Split(' ');

        Assert.InRange(long.Parse(sample[2], CultureInfo.InvariantCulture), before, after);
    }

    [Fact]
    public async Task A_scrape_larger_than_the_buffer_is_complete_and_in_order()
    {
        var family = _scrape.Metrics.CreateCounter("big_total", "h", "i");
        var names = Enumerable.Range(0, 5_000).Select(i => i.ToString("D6", CultureInfo.InvariantCulture)).ToArray();
        foreach (var name in names.Reverse())
        {
            family.WithLabels(name).Inc();
        }

        var lines = (await _scrape.TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(names.Select(name => $"big_total{{i=\"{name}\"}} 1"), lines[2..]);
    }

    [Fact]
    public async Task A_collector_of_ones_own_writes_when_it_is_asked()
    {
        _scrape.Registry.Add(new QueueDepth());

        Assert.Equal("# HELP depth Keys.\n# TYPE depth gauge\ndepth 5\n", await _scrape.TextAsync());
    }

    private static string Unescape(string text) =>
        text.Replace("\\\\", "\0", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace('\0', '\\');

    /// <summary>What UTF-8 can carry (half a surrogate pair becomes U+FFFD); NUL is the marker of <see cref="Unescape"/>.</summary>
    private static string LegibleText(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\\');

    private sealed class QueueDepth : ICollector
    {
        public CollectorConfiguration Configuration { get; } = new("queue");

        public IReadOnlyList<string> MetricNames { get; } = ["depth"];

        public void Collect(IMetricsWriter writer) =>
            writer.StartMetric("depth").WriteHelp("Keys.").WriteType(MetricType.Gauge).StartSample().WriteValue(5).EndSample().EndMetric();
    }
}
