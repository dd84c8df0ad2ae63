using FsCheck;
using FsCheck.Fluent;
using KubeOps.Operator.Queue;

namespace Compat.UnitTests.KubeOps.Queue;

public sealed class BackOffTests
{
    [Fact]
    public void Every_delay_is_between_5_ms_and_5_minutes() =>
        Prop.ForAll(
            Gen.Choose(1, int.MaxValue).Zip(Gen.Choose(0, 999), (failures, random) => (failures, random / 1000.0)).ToArbitrary(),
            sample => BackOff.Delay(sample.failures, sample.Item2) is var delay && delay >= BackOff.Shortest && delay <= BackOff.Longest)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(11, 5_120)]
    [InlineData(17, 300_000)]
    [InlineData(int.MaxValue, 300_000)]
    public void The_delay_doubles_with_each_failure_up_to_the_cap(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), BackOff.Delay(failures, 0.5));

    [Fact]
    public void Keys_that_failed_together_do_not_come_back_together() =>
        Assert.NotEqual(BackOff.Delay(10, 0.1), BackOff.Delay(10, 0.9));
}
