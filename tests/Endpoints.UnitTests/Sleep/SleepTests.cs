using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.UnitTests.Sleep;

public sealed class SleepTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("2030-01-01T00:00:00Z", null, true)]
    [InlineData(null, "2030-01-01T00:00:00Z", false)]
    [InlineData("2030-01-01T00:00:01Z", "2030-01-01T00:00:00Z", true)]
    [InlineData("2030-01-01T00:00:00Z", "2030-01-01T00:00:01Z", false)]
    [InlineData("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z", false)] // at the same instant it is awake
    [InlineData("2030-01-01T02:00:00+02:00", "2030-01-01T00:00:00.5Z", false)] // time zones and fractions count
    [InlineData("2030-01-01T00:00:00.123456Z", "2030-01-01T00:00:00Z", true)]
    public void The_later_mark_holds(string? sleep, string? wake, bool isAsleep)
    {
        var marks = SleepMarks.Parse(Marks(sleep, wake));

        Assert.Equal(isAsleep, marks.IsAsleep);
        Assert.Empty(marks.Errors);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("2030-01-01")]
    [InlineData("2030-01-01T00:00:00")] // in no time zone
    [InlineData("1893456000")]
    public void A_mark_that_is_no_time_is_reported_and_changes_nothing(string value)
    {
        var marks = SleepMarks.Parse(Marks(value, null));

        Assert.False(marks.IsAsleep);
        Assert.Equal("metadata.annotations[inferenceendpoints.dev/sleep]", Assert.Single(marks.Errors).Field);
    }

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(seconds % 10_000_000)).ToArbitrary(),
        time => Assert.Equal(time, SleepMarks.Parse(Marks(SleepMarks.Format(time), null)).SleepTime)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, null, 15)]
    [InlineData(0, 30, 30)]
    [InlineData(0, 0, null)]
    [InlineData(1, null, null)]
    public void An_endpoint_falls_asleep_only_where_it_may(int minReplica, int? timeout, int? minutes) => Assert.Equal(
        minutes is { } expected ? TimeSpan.FromMinutes(expected) : null,
        SleepPolicy.IdleTimeout(new ScalingSpec { MinReplica = minReplica, ScaleToZeroTimeout = timeout }));

    [Fact]
    public void Replicas_keep_within_bounds_and_the_autoscaler_its_word() => Prop.ForAll(
        Scalings(),
        ArbMap.Default.ArbFor<bool>(),
        Gen.Choose(-1, 12).ToArbitrary(),
        (scaling, isStopped, seen) =>
        {
            int? live = seen < 0 ? null : seen;
            var target = ReplicaTargetPolicy.Decide(scaling, isStopped, live);
            var floor = ReplicaTargetPolicy.Floor(scaling);
            if (isStopped)
            {
                Assert.Equal(new ReplicaTarget(0, IsAutoscaled: false), target);
                return;
            }

            Assert.InRange(target.Count, floor, Math.Max(floor, scaling.MaxReplica));
            Assert.Equal(scaling.MaxReplica > floor, target.IsAutoscaled);
            if (target.IsAutoscaled && live >= floor && live <= scaling.MaxReplica)
            {
                Assert.Equal(live, target.Count);
            }
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<ScalingSpec> Scalings() =>
        (from min in Gen.Choose(0, 5) from more in Gen.Choose(0, 5) select new ScalingSpec { MinReplica = min, MaxReplica = Math.Max(1, min + more) }).ToArbitrary();

    private static Dictionary<string, string> Marks(string? sleep, string? wake)
    {
        var marks = new Dictionary<string, string>();
        if (sleep is not null)
        {
            marks[Annotations.Sleep] = sleep;
        }

        if (wake is not null)
        {
            marks[Annotations.Wake] = wake;
        }

        return marks;
    }
}
