using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

[Description("A window of time that comes again and again.")]
public sealed class ScheduleWindow
{
    public const int MaxDurationMinutes = 10_080;

    [Description("When the window begins, in five fields as in a CronJob: minute, hour, day of the month, month, day of the week. "
        + "'0 8 * * MON-FRI' is eight o'clock on working days. @hourly, @daily, @weekly, @monthly and @yearly may stand for them.")]
    [Required]
    [Pattern(Patterns.Cron)]
    public string Cron { get; set; } = "";

    [Description("The time zone of cron by its IANA name, such as Europe/Berlin. A time that daylight saving time skips comes at the end of the gap, "
        + "and one that it repeats comes once, the first time. Absent: UTC.")]
    [Pattern(Patterns.TimeZone)]
    public string? TimeZone { get; set; }

    [Description("How many minutes the window lasts.")]
    [Required]
    [RangeMinimum(1)]
    [RangeMaximum(MaxDurationMinutes)]
    public int DurationMinutes { get; set; }
}
