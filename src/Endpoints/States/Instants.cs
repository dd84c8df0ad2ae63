namespace InferenceEndpoints.States;

/// <summary>Arithmetic with times that others wrote: they may lie anywhere in the calendar, and what leaves it stops at its ends.</summary>
internal static class Instants
{
    public static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    public static DateTimeOffset Plus(this DateTimeOffset time, TimeSpan duration)
    {
        if (duration > DateTimeOffset.MaxValue - time)
        {
            return DateTimeOffset.MaxValue;
        }

        return duration < DateTimeOffset.MinValue - time ? DateTimeOffset.MinValue : time + duration;
    }
}
