using System.Globalization;
using Prometheus.Client;

namespace Compat.UnitTests.Prometheus;

public class HotPathTests
{
    private readonly Scrape _scrape = new();

    [Fact]
    public void Counting_observing_and_finding_by_tuple_allocate_nothing()
    {
        var counter = _scrape.Metrics.CreateCounter("c_total", "h");
        var gauge = _scrape.Metrics.CreateGauge("g", "h");
        var histogram = _scrape.Metrics.CreateHistogram("s", "h");
        var family = _scrape.Metrics.CreateCounter("f_total", "h", ("a", "b"));

        long AllocatedBy10000()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                counter.Inc();
                gauge.Inc(2);
                gauge.Dec();
                histogram.Observe(0.3);
                family.WithLabels(("x", "y")).Inc();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first round also pays for the runtime's own start (type loading, the comparer of the tuple).
        AllocatedBy10000();

        Assert.Equal(0, AllocatedBy10000());
        Assert.Equal(20_000, histogram.Value.Count);
    }

    [Fact]
    public void No_increment_is_lost_between_threads()
    {
        const int Threads = 8;
        const int Each = 20_000;
        var counter = _scrape.Metrics.CreateCounter("c_total", "h");
        var gauge = _scrape.Metrics.CreateGauge("g", "h");
        var histogram = _scrape.Metrics.CreateHistogram("s", "h", buckets: [1, 2]);
        var family = _scrape.Metrics.CreateCounter("f_total", "h", "thread");

        RunOnThreads(Threads, thread =>
        {
            for (var i = 0; i < Each; i++)
            {
                counter.Inc();
                gauge.Inc(2);
                gauge.Dec();
                histogram.Observe(i % 3);
                family.WithLabels((i % 50).ToString(CultureInfo.InvariantCulture)).Inc();
            }
        });

        Assert.Equal(Threads * Each, counter.Value);
        Assert.Equal(Threads * Each, gauge.Value);
        Assert.Equal(Threads * Each, histogram.Value.Count);
        Assert.Equal(Threads * Enumerable.Range(0, Each).Sum(i => i % 3), histogram.Value.Sum);
        Assert.Equal(Threads * Each, Enumerable.Range(0, 50).Sum(i => family.WithLabels(i.ToString(CultureInfo.InvariantCulture)).Value));
    }

    [Fact]
    public async Task A_scrape_during_observations_has_the_same_count_as_its_last_bucket()
    {
        var histogram = _scrape.Metrics.CreateHistogram("s", "h", buckets: [1]);
        using var stop = new CancellationTokenSource();
        var observing = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    histogram.Observe(0.5);
                    histogram.Observe(1.5);
                }
            },
            TaskCreationOptions.LongRunning);

        for (var i = 0; i < 200; i++)
        {
            var samples = (await _scrape.TextAsync()).Split('\n').Where(line => !line.StartsWith('#') && line.Length > 0)
                .ToDictionary(line => line.Split(' ')[0], line => line.Split(' ')[1]);
            Assert.Equal(samples["s_bucket{le=\"+Inf\"}"], samples["s_count"]);
        }

        await stop.CancelAsync();
        await observing;
    }

    [Fact]
    public async Task A_metric_that_appears_during_scrapes_is_in_the_next_one()
    {
        var family = _scrape.Metrics.CreateCounter("f_total", "h", "i");
        for (var i = 0; i < 100; i++)
        {
            var scrapes = Task.Run(_scrape.TextAsync);
            family.WithLabels(i.ToString(CultureInfo.InvariantCulture)).Inc();
            await scrapes;

            Assert.Contains($"{{i=\"{i}\"}} 1\n", await _scrape.TextAsync(), StringComparison.Ordinal);
        }
    }

    private static void RunOnThreads(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => work(i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
