using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using InferenceEndpoints.Schedules;

namespace InferenceEndpoints.UnitTests.Schedules;

public sealed class ZonedCronTests
{
    [Theory]
    [InlineData("0 8 * * *", "2030-01-01T07:00Z", "2030-01-02T07:00Z")] // winter
    [InlineData("0 8 * * *", "2030-06-01T06:00Z", "2030-06-02T06:00Z")] // summer
    [InlineData("30 2 * * *", "2030-03-30T01:30Z", "2030-03-31T01:00Z")] // is skipped: three o'clock in summer time
    [InlineData("30 2 * * *", "2030-03-31T01:00Z", "2030-04-01T00:30Z")]
    [InlineData("30 2 * * *", "2030-10-26T00:30Z", "2030-10-27T00:30Z")] // is repeated: the first time
    [InlineData("30 2 * * *", "2030-10-27T00:30Z", "2030-10-28T01:30Z")] // and not the second
    public void In_Berlin_it_comes_by_the_clock_on_the_wall(string cron, string time, string next)
    {
        var zoned = Zoned(cron, "Europe/Berlin");
        var (from, to) = (Instant(time), Instant(next));

        Assert.Equal((from, to), (zoned.AtOrBefore(from), zoned.After(from)));
        Assert.Equal((from, to), (zoned.AtOrBefore(to.AddTicks(-1)), zoned.After(to.AddTicks(-1))));
    }

    /// <summary>Walks through the minutes and looks at the clock on the wall.</summary>
    [Theory]
    [InlineData("UTC", "2030-03-30T00:00Z")]
    [InlineData("Europe/Berlin", "2030-03-30T00:00Z")]
    [InlineData("Europe/Berlin", "2030-10-26T00:00Z")]
    [InlineData("Europe/Dublin", "2030-10-26T00:00Z")] // where summer time is the standard
    [InlineData("America/New_York", "2030-03-09T00:00Z")]
    [InlineData("America/New_York", "2030-11-02T00:00Z")]
    [InlineData("Australia/Lord_Howe", "2030-04-06T00:00Z")] // half an hour
    [InlineData("Australia/Lord_Howe", "2030-10-05T00:00Z")]
    [InlineData("America/Santiago", "2030-09-07T00:00Z")] // at midnight
    [InlineData("Pacific/Apia", "2011-12-29T00:00Z")] // has no 30 December in that year
    [InlineData("Asia/Kolkata", "2030-01-01T00:00Z")]
    public void It_comes_as_by_looking_at_the_clock_every_minute(string name, string begin)
    {
        Assert.True(TimeZones.TryFind(name, out var zone));
        var start = Instant(begin);
        var minutes = Enumerable.Range(0, 3 * 1440).Select(i => start.AddMinutes(i)).ToArray();
        var walls = minutes.Select(minute => TimeZoneInfo.ConvertTime(minute, zone).DateTime).ToArray();

        Prop.ForAll(AnyCron.Texts().ToArbitrary(), Gen.Choose(0, minutes.Length - 1).ToArbitrary(), (text, at) =>
        {
            Assert.True(CronExpression.TryParse(text, out var cron, out _));
            var times = Times(cron, minutes, walls).ToList();
            var (zoned, now) = (new ZonedCron(cron, zone), minutes[at].AddSeconds(at % 2));

            var (next, last) = (zoned.After(now), zoned.AtOrBefore(now));
            Assert.Equal(times.Where(time => time > now).Cast<DateTimeOffset?>().FirstOrDefault(), next <= minutes[^1] ? next : null);
            Assert.Equal(times.Where(time => time <= now).Cast<DateTimeOffset?>().LastOrDefault(), last > start ? last : null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../../dev/zero")]
    [InlineData("/etc/localtime")]
    [InlineData("")]
    [InlineData("Europe/Berlin\n")]
    [InlineData("W. Europe Standard Time")]
    public void A_name_that_is_none_of_the_database_is_not_found(string name) => Assert.False(TimeZones.TryFind(name, out _));

    private static IEnumerable<DateTimeOffset> Times(CronExpression cron, DateTimeOffset[] minutes, DateTime[] walls)
    {
        var latest = walls[0];
        for (var i = 1; i < minutes.Length; i++)
        {
            var isTime = false;
            for (; latest < walls[i]; latest = latest.AddMinutes(1))
            {
                isTime |= cron.Matches(latest.AddMinutes(1));
            }

            if (isTime)
            {
                yield return minutes[i];
            }
        }
    }

    private static ZonedCron Zoned(string text, string name)
    {
        Assert.True(CronExpression.TryParse(text, out var cron, out _));
        Assert.True(TimeZones.TryFind(name, out var zone));
        return new ZonedCron(cron, zone);
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
