namespace InferenceEndpoints.States;

/// <summary>Arithmetic with times that others wrote: they may lie anywhere in the calendar, and what leaves it stops at its ends.</summary>
internal static class Instants
{
    public static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    /// <summary>As Kubernetes stores times: a fraction would be lost in the API server and look like a change for ever.</summary>
    public static DateTime ToWholeSeconds(this DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    public static DateTimeOffset Plus(this DateTimeOffset time, TimeSpan duration)
    {
        if (duration > DateTimeOffset.MaxValue - time)
        {
            return DateTimeOffset.MaxValue;
        }

        return duration < DateTimeOffset.MinValue - time ? DateTimeOffset.MinValue : time + duration;
    }
}
