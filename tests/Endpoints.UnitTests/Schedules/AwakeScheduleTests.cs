using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Entities;
using InferenceEndpoints.Schedules;

namespace InferenceEndpoints.UnitTests.Schedules;

public sealed class AwakeScheduleTests
{
    private static readonly DateTimeOffset Monday = new(2030, 1, 7, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_window_is_open_from_its_start_for_its_duration_and_not_a_moment_longer()
    {
        var schedule = Schedule(("0 8 * * MON-FRI", 600));

        Assert.Null(schedule.OpenUntil(Monday.AddHours(8).AddTicks(-1)));
        Assert.Equal(Monday.AddHours(18), schedule.OpenUntil(Monday.AddHours(8)));
        Assert.Equal(Monday.AddHours(18), schedule.OpenUntil(Monday.AddHours(18).AddTicks(-1)));
        Assert.Null(schedule.OpenUntil(Monday.AddHours(18)));
        Assert.Equal(Monday.AddHours(18), schedule.LatestEnd(Monday.AddHours(20)));
        Assert.Equal(Monday.AddHours(8), schedule.NextStart(Monday.AddDays(-2)));
        Assert.Equal(Monday.AddDays(1).AddHours(8), schedule.NextStart(Monday.AddHours(8)));
    }

    [Fact]
    public void Windows_that_touch_or_overlap_are_open_to_the_end_of_the_last()
    {
        var schedule = Schedule(("0 8 * * *", 60), ("0 9 * * *", 60), ("30 9 * * *", 45));

        Assert.Equal(Monday.AddHours(10).AddMinutes(15), schedule.OpenUntil(Monday.AddHours(8)));
        Assert.Null(schedule.OpenUntil(Monday.AddHours(10).AddMinutes(15)));
    }

    [Fact]
    public void One_without_an_end_is_open_for_a_good_while() =>
        Assert.InRange(Schedule(("@daily", 1440)).OpenUntil(Monday)!.Value, Monday.AddDays(30), Monday.AddDays(200));

    [Fact]
    public void What_cannot_be_read_is_left_out_and_without_windows_nothing_is_open()
    {
        Assert.All([Schedule(), Schedule(("x", 600), ("* * * * *", 0)), AwakeSchedule.Of(new InferenceEndpointSpec())], schedule =>
        {
            Assert.Null(schedule.LatestEnd(Monday));
            Assert.Null(schedule.OpenUntil(Monday));
            Assert.Null(schedule.NextStart(Monday));
        });
    }

    [Fact]
    public void At_any_minute_it_is_open_when_a_start_is_less_than_a_duration_ago() =>
        Prop.ForAll(AnyCron.Texts().Two().ToArbitrary(), Gen.Choose(1, 600).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (crons, duration, at) =>
        {
            var now = Monday.AddMinutes(at);
            var schedule = Schedule((crons.Item1, duration), (crons.Item2, 30));

            var isOpen = HasStart(crons.Item1, now, duration) || HasStart(crons.Item2, now, 30);

            Assert.Equal(isOpen, schedule.OpenUntil(now) is not null);
            Assert.True(!isOpen || schedule.OpenUntil(now) is { } end && end > now);
        }).QuickCheckThrowOnFailure();

    private static bool HasStart(string text, DateTimeOffset now, int duration)
    {
        Assert.True(CronExpression.TryParse(text, out var cron, out _));
        return Enumerable.Range(0, duration).Any(minutes => cron.Matches(now.AddMinutes(-minutes).DateTime));
    }

    private static AwakeSchedule Schedule(params (string Cron, int Minutes)[] windows) => AwakeSchedule.Of(new InferenceEndpointSpec
    {
        ColdStart = new ColdStartSpec { Schedule = [.. windows.Select(window => new ScheduleWindow { Cron = window.Cron, DurationMinutes = window.Minutes })] },
    });
}
