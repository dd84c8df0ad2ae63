using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Schedules;

namespace InferenceEndpoints.UnitTests.Schedules;

public sealed class CronExpressionTests
{
    private static readonly DateTime Start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Unspecified); // a Tuesday

    [Theory]
    [InlineData("0 8 * * 1-5", "2030-01-01 08:00", "2030-01-02 08:00")]
    [InlineData("30 17 * * FRI", "2030-01-04 17:30", "2030-01-11 17:30")]
    [InlineData("*/20 6 * * *", "2030-01-01 06:00", "2030-01-01 06:20")]
    [InlineData("5/25 6 * * *", "2030-01-01 06:05", "2030-01-01 06:30")]
    [InlineData("10-20/10,59 0 * * *", "2030-01-01 00:10", "2030-01-01 00:20")]
    [InlineData("0 0 1 jan,Jul ?", "2030-01-01 00:00", "2030-07-01 00:00")]
    [InlineData("0 0 * * 7", "2030-01-06 00:00", "2030-01-13 00:00")]
    [InlineData("0 0 * * SUN-TUE", "2030-01-01 00:00", "2030-01-06 00:00")]
    [InlineData("0 0 29 2 *", "2032-02-29 00:00", "2036-02-29 00:00")]
    [InlineData("@hourly", "2030-01-01 00:00", "2030-01-01 01:00")]
    [InlineData("@daily", "2030-01-01 00:00", "2030-01-02 00:00")]
    [InlineData("@weekly", "2030-01-06 00:00", "2030-01-13 00:00")]
    [InlineData("@monthly", "2030-01-01 00:00", "2030-02-01 00:00")]
    [InlineData("@yearly", "2030-01-01 00:00", "2031-01-01 00:00")]
    public void It_means_what_it_means_in_a_CronJob(string text, string first, string second)
    {
        var cron = Read(text);

        var found = cron.AtOrAfter(Start);
        Assert.Equal([first, second], new[] { found, cron.AtOrAfter(found!.Value.AddMinutes(1)) }.Select(time => time!.Value.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("0 0 13 * FRI", 1, 4)] // a Friday
    [InlineData("0 0 13 * FRI", 1, 13)] // a Sunday
    [InlineData("0 0 13 * */2", 1, 1)] // a step restricts, as in a CronJob
    public void A_day_that_fits_either_the_month_or_the_week_fits_when_both_are_restricted(string text, int month, int day) =>
        Assert.True(Read(text).Matches(new DateTime(2030, month, day, 0, 0, 0, DateTimeKind.Unspecified)));

    [Theory]
    [InlineData("0 0 13 * *", 4)]
    [InlineData("0 0 * * FRI", 13)]
    [InlineData("0 0 13 * FRI", 14)]
    public void A_day_that_is_not_named_does_not_fit(string text, int day) => Assert.False(Read(text).Matches(Start.AddDays(day - 1)));

    [Theory]
    [InlineData("", "is not five fields")]
    [InlineData("* * * *", "is not five fields")]
    [InlineData("* * * * * *", "is not five fields")]
    [InlineData("@reboot", "is not five fields")]
    [InlineData("60 * * * *", "has the minute '60', which is not 0 to 59")]
    [InlineData("* 24 * * *", "has the hour '24', which is not 0 to 23")]
    [InlineData("* * 0 * *", "has the day of the month '0', which is not 1 to 31")]
    [InlineData("* * * 13 *", "has the month '13', which is not 1 to 12 or JAN to DEC")]
    [InlineData("* * * * 8", "has the day of the week '8', which is not 0 to 7 or SUN to SAT")]
    [InlineData("* * * * MON-", "has the day of the week 'MON-', which is not 0 to 7 or SUN to SAT")]
    [InlineData("5-1 * * * *", "has the minute '5-1', which is not 0 to 59")]
    [InlineData("*/0 * * * *", "has the minute '*/0', which is not 0 to 59")]
    [InlineData("1,,2 * * * *", "has the minute '', which is not 0 to 59")]
    [InlineData("*-5 * * * *", "has the minute '*-5', which is not 0 to 59")]
    [InlineData("-1 * * * *", "has the minute '-1', which is not 0 to 59")]
    [InlineData("+1 * * * *", "has the minute '+1', which is not 0 to 59")]
    [InlineData("0 0 30 2 *", "names days that none of its months has")]
    [InlineData("0 0 31 4,6,9,11 *", "names days that none of its months has")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.False(CronExpression.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Times_are_found_as_by_looking_at_every_minute() =>
        Prop.ForAll(AnyCron.Texts().ToArbitrary(), Gen.Choose(0, 4 * 366 * 1440).ToArbitrary(), (text, minutes) =>
        {
            var (cron, from) = (Read(text), Start.AddMinutes(minutes).AddSeconds(minutes % 2));
            var (next, last) = (cron.AtOrAfter(from), cron.AtOrBefore(from));
            const int Minutes = 3 * 1440;
            var around = Enumerable.Range(-Minutes, 2 * Minutes).Select(i => Start.AddMinutes(minutes + i)).Where(cron.Matches).ToList();

            Assert.True(next is null || cron.Matches(next.Value));
            Assert.True(last is null || cron.Matches(last.Value));
            Assert.Equal(around.Where(time => time >= from).Cast<DateTime?>().FirstOrDefault(), next < Start.AddMinutes(minutes + Minutes) ? next : null);
            Assert.Equal(around.Where(time => time <= from).Cast<DateTime?>().LastOrDefault(), last >= Start.AddMinutes(minutes - Minutes) ? last : null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ends_of_the_calendar_are_the_ends()
    {
        Assert.Null(Read("0 0 1 1 *").AtOrAfter(DateTime.MaxValue));
        Assert.Null(Read("0 0 2 1 *").AtOrBefore(DateTime.MinValue));
        Assert.Equal(DateTime.MinValue, Read("@yearly").AtOrBefore(DateTime.MinValue));
    }

    private static CronExpression Read(string text) =>
        CronExpression.TryParse(text, out var cron, out var problem) ? cron : throw new FormatException($"{text} {problem}");
}
