using Prometheus.Client;

namespace Compat.UnitTests.Prometheus;

public class MetricTests
{
    private readonly Scrape _scrape = new();

    [Fact]
    public void A_gauge_goes_up_down_and_to_a_value()
    {
        var gauge = _scrape.Metrics.CreateGauge("g", "h");

        gauge.Set(10);
        gauge.Inc();
        gauge.Inc(0.5);
        gauge.Dec();
        gauge.Dec(3);

        Assert.Equal(7.5, gauge.Value);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_counter_only_goes_up(double increment)
    {
        var counter = _scrape.Metrics.CreateCounter("c_total", "h");

        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Inc(increment));
        Assert.Equal(0, counter.Value);
    }

    [Fact]
    public void An_observation_on_a_bound_belongs_to_that_bucket()
    {
        var histogram = _scrape.Metrics.CreateHistogram("s", "h", buckets: [1, 2, double.PositiveInfinity]);

        foreach (var value in new[] { -1, 1, 1.0000001, 2, 2.5, double.PositiveInfinity })
        {
            histogram.Observe(value);
        }

        Assert.Equal([new(1, 2), new(2, 4), new(double.PositiveInfinity, 6)], histogram.Value.Buckets);
        Assert.Equal(6, histogram.Value.Count);
    }

    [Fact]
    public void The_same_labels_find_the_same_metric()
    {
        var family = _scrape.Metrics.CreateCounter("c_total", "h", "a", "b");
        var values = new[] { "1", "2" };
        var metric = family.WithLabels(values);
        values[0] = "changed by the caller";

        Assert.Same(metric, family.WithLabels("1", "2"));
        Assert.NotSame(metric, family.WithLabels("2", "1"));
        Assert.Same(metric, family.RemoveLabelled("1", "2"));
        Assert.Null(family.RemoveLabelled("1", "2"));
    }

    [Fact]
    public void The_same_name_finds_the_same_family()
    {
        var first = _scrape.Metrics.CreateGauge("g", "h", ("a", "b"));

        Assert.Same(first, new MetricFactory(_scrape.Registry).CreateGauge("g", "h", ("a", "b")));
    }

    [Fact]
    public void A_name_is_not_used_for_two_things()
    {
        _scrape.Metrics.CreateHistogram("x", "h", "a");

        Assert.Throws<InvalidOperationException>(() => _scrape.Metrics.CreateHistogram("x", "h", "b"));
        Assert.Throws<InvalidOperationException>(() => _scrape.Metrics.CreateGauge("x", "h", "a"));
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateCounter("x_count", "h"));

        _scrape.Registry.Remove("x");
        _scrape.Metrics.CreateCounter("x_count", "h");
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("é")]
    public void A_name_that_Prometheus_would_refuse_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateCounter(name, "h"));
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateCounter("ok", "h", name));
        Assert.False(_scrape.Registry.TryGet("ok", out _));
    }

    [Theory]
    [InlineData("__reserved")]
    [InlineData("with:colon")]
    [InlineData("")]
    public void A_label_name_that_Prometheus_would_refuse_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateCounter("ok", "h", name));

    [Fact]
    public void The_bucket_label_of_histograms_is_reserved() =>
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateHistogram("s", "h", "le"));

    [Theory]
    [InlineData(new double[] { })]
    [InlineData(new[] { 1.0, 1.0 })]
    [InlineData(new[] { 2.0, 1.0 })]
    [InlineData(new[] { 1.0, double.NaN })]
    [InlineData(new[] { double.PositiveInfinity })]
    public void Buckets_that_do_not_rise_are_refused(double[] buckets) =>
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateHistogram("s", "h", buckets: buckets));

    [Fact]
    public void Label_values_are_as_many_as_the_names_and_never_null()
    {
        var family = _scrape.Metrics.CreateCounter("c_total", "h", "a", "b");

        Assert.Throws<ArgumentException>(() => family.WithLabels("1"));
        Assert.Throws<ArgumentException>(() => family.WithLabels("1", null!));
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateCounter("d_total", "h", ("a", "b")).WithLabels(("1", null!)));
        Assert.Throws<ArgumentException>(() => _scrape.Metrics.CreateCounter("e_total", "h", ("a", 1)));
    }
}
