using InferenceEndpoints.Informers;
using InferenceEndpoints.Operator.GpuMetrics;

namespace InferenceEndpoints.Operator.UnitTests.GpuMetrics;

public sealed class GpuUtilizationTests
{
    private const double Target = 80;

    private static readonly DateTimeOffset T0 = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NamespacedName One = new("team", "a-1");
    private static readonly NamespacedName Two = new("team", "a-2");
    private static readonly GpuUtilization Nothing = new(TimeSpan.FromMinutes(1));

    [Fact]
    public void The_pods_means_over_the_window_are_added_up()
    {
        var utilization = Nothing
            .Next(Percents(one: 100), T0)
            .Next(Percents(one: 60, two: 10), T0.AddSeconds(30))
            .Next(Percents(one: 20, two: 30), T0.AddSeconds(60));

        Assert.Equal(40 + 20, utilization.Sum([One, Two], Target, T0.AddSeconds(60)));
        Assert.Equal(20 + 30, utilization.Sum([One, Two], Target, T0.AddSeconds(90)));
    }

    [Fact]
    public void A_pod_that_does_not_serve_does_not_count() =>
        Assert.Equal(90, Nothing.Next(Percents(one: 90, two: 90), T0).Sum([One], Target, T0));

    [Fact]
    public void Before_an_exporter_was_heard_and_when_it_is_silent_for_the_window_nobody_knows()
    {
        Assert.Null(Nothing.Sum([One], Target, T0));
        Assert.Null(Nothing.Next(Percents(), T0).Sum([One], Target, T0));

        var heard = Nothing.Next(Percents(one: 50), T0).Next(Percents(), T0.AddSeconds(30));
        Assert.Equal(50, heard.Sum([One], Target, T0.AddSeconds(59)));
        Assert.Null(heard.Sum([One], Target, T0.AddSeconds(60)));
        Assert.Null(heard.Sum([], Target, T0));
    }

    [Theory]
    [InlineData(100, 1, 160)] // 100 / 80 would ask for the 2 that there are
    [InlineData(100, 4, 400)] // and here for 2 of 5
    [InlineData(80, 1, 160)]
    [InlineData(5, 1, 85)] // 85 / 80 asks for 2 as well: not for 1
    [InlineData(5, 4, 325)]
    public void Pods_of_which_nothing_is_known_neither_add_a_replica_nor_take_one_away(double known, int unknown, double sum) => Assert.Equal(
        sum,
        Nothing.Next(Percents(one: known), T0).Sum([One, .. Enumerable.Range(0, unknown).Select(i => new NamespacedName("team", $"b-{i}"))], Target, T0));

    [Fact]
    public void When_most_are_known_and_have_too_much_to_do_there_are_more() =>
        Assert.Equal(200, Nothing.Next(Percents(one: 100, two: 100), T0).Sum([One, Two], Target, T0));

    private static Dictionary<NamespacedName, double> Percents(double? one = null, double? two = null) =>
        new[] { (Pod: One, Percent: one), (Pod: Two, Percent: two) }.Where(entry => entry.Percent is not null).ToDictionary(entry => entry.Pod, entry => entry.Percent!.Value);
}
