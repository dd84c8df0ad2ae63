using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Sleep;

namespace InferenceEndpoints.UnitTests.Sleep;

public sealed class SleepMarksTests
{
    private static readonly DateTimeOffset s_noon = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_instant_survives_being_written_and_read() =>
        Prop.ForAll(Instants().ToArbitrary(), instant => Marks(sleep: SleepMarks.Format(instant)) is { SleepTime: { } read, Errors: [] } && read == instant)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_later_mark_holds_and_at_the_same_instant_the_endpoint_is_awake() =>
        Prop.ForAll(
            Instants().Zip(Gen.OneOf(Instants(), Gen.Constant(s_noon))).ToArbitrary(),
            pair => Marks(SleepMarks.Format(pair.Item1), SleepMarks.Format(pair.Item2)).IsAsleep == (pair.Item1 > pair.Item2)
                && !Marks(SleepMarks.Format(pair.Item1), SleepMarks.Format(pair.Item1)).IsAsleep)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_new_mark_holds_however_far_ahead_the_clock_was_that_wrote_the_other() =>
        Prop.ForAll(
            Instants().Zip(Instants()).ToArbitrary(),
            pair => Marks(SleepMarks.Format(Marks(wake: SleepMarks.Format(pair.Item1)).NextSleepTime(pair.Item2)), SleepMarks.Format(pair.Item1)).IsAsleep
                && !Marks(SleepMarks.Format(pair.Item1), SleepMarks.Format(Marks(sleep: SleepMarks.Format(pair.Item1)).NextWakeTime(pair.Item2))).IsAsleep)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Marks_sort_as_text_as_they_do_as_times() =>
        Prop.ForAll(
            Instants().Zip(Instants()).ToArbitrary(),
            pair => Math.Sign(string.CompareOrdinal(SleepMarks.Format(pair.Item1), SleepMarks.Format(pair.Item2))) == Math.Sign(pair.Item1.CompareTo(pair.Item2)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_a_mark_says_reading_it_never_throws_and_a_bad_one_is_reported() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>(),
            text => Marks(sleep: text ?? "") is var marks && marks.SleepTime is null == (marks.Errors.Count == 1))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("2030-01-31T12:00:00Z", null, true)]
    [InlineData(null, "2030-01-31T12:00:00Z", false)]
    [InlineData("2030-01-31T12:00:01Z", "2030-01-31T12:00:00Z", true)]
    [InlineData("2030-01-31T12:00:00Z", "2030-01-31T12:00:01Z", false)]
    [InlineData("2030-01-31T12:00:00Z", "2030-01-31T12:00:00Z", false)]
    [InlineData("2030-01-31T13:00:00+02:00", "2030-01-31T12:00:00Z", false)]
    [InlineData("2030-01-31T12:00:00-01:00", "2030-01-31T12:00:00Z", true)]
    [InlineData("2030-01-31T12:00:00.0000001Z", "2030-01-31T12:00:00Z", true)]
    [InlineData("yesterday", "2030-01-31T12:00:00Z", false)]
    [InlineData("2030-01-31T12:00:00Z", "soon", true)]
    public void An_endpoint_sleeps_when_its_sleep_is_later_than_its_wake(string? sleep, string? wake, bool isAsleep) =>
        Assert.Equal(isAsleep, Marks(sleep, wake).IsAsleep);

    [Theory]
    [InlineData("2030-01-31T12:00:00Z")]
    [InlineData("2030-01-31t12:00:00z")]
    [InlineData("2030-01-31T12:00:00.0Z")]
    [InlineData("2030-01-31T12:00:00.000000000Z")]
    [InlineData("2030-01-31T13:30:00+01:30")]
    public void Every_form_of_RFC_3339_is_read(string text) => Assert.Equal(s_noon, Marks(sleep: text).SleepTime);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("now")]
    [InlineData("true")]
    [InlineData("1893499200")]
    [InlineData("2030-01-31")]
    [InlineData("2030-01-31T12:00:00")]
    [InlineData("2030-01-31T12:00:00.1234567")]
    [InlineData("2030-01-31 12:00:00Z")]
    [InlineData("2030-02-30T12:00:00Z")]
    [InlineData("2030-01-31T25:00:00Z")]
    [InlineData("31/01/2030 12:00:00Z")]
    public void A_mark_that_is_no_time_is_reported_with_a_remedy_and_ignored(string text)
    {
        var marks = Marks(wake: text, sleep: "2030-01-31T12:00:00Z");

        var error = Assert.Single(marks.Errors);
        Assert.Equal("metadata.annotations[inferenceendpoints.dev/wake]", error.Field);
        Assert.Contains("RFC 3339", error.Remedy, StringComparison.Ordinal);
        Assert.True(marks.IsAsleep);
    }

    [Fact]
    public void Both_bad_marks_are_reported() => Assert.Equal(2, Marks("a", "b").Errors.Count);

    [Fact]
    public void An_endpoint_without_annotations_is_awake() =>
        Assert.False(SleepMarks.Parse(null).IsAsleep || SleepMarks.Parse(new Dictionary<string, string>()).IsAsleep);

    private static SleepMarks Marks(string? sleep = null, string? wake = null)
    {
        var annotations = new Dictionary<string, string> { ["other"] = "2030-01-31T12:00:00Z" };
        if (sleep is not null)
        {
            annotations[Annotations.Sleep] = sleep;
        }

        if (wake is not null)
        {
            annotations[Annotations.Wake] = wake;
        }

        return SleepMarks.Parse(annotations);
    }

    private static Gen<DateTimeOffset> Instants() =>
        from minutes in Gen.Choose(-100_000_000, 100_000_000)
        from ticks in Gen.Choose(0, int.MaxValue)
        from offset in Gen.Choose(-14 * 60, 14 * 60)
        select s_noon.AddMinutes(minutes).AddTicks(ticks).ToOffset(TimeSpan.FromMinutes(offset));
}
