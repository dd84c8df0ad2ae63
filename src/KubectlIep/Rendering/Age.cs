namespace InferenceEndpoints.KubectlIep.Rendering;

/// <summary>How long ago something was, as kubectl says it: the coarser, the longer.</summary>
internal static class Age
{
    public static string? Of(DateTime? instant, DateTimeOffset now) =>
        instant is { } time ? Of(now - new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))) : null;

    public static string Of(TimeSpan age) => age switch
    {
        // The cluster's clock may be ahead of this machine's.
        { Ticks: < 0 } => "0s",
        { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds}s",
        { TotalMinutes: < 10 } => $"{age.Minutes}m{age.Seconds}s",
        { TotalHours: < 3 } => $"{(int)age.TotalMinutes}m",
        { TotalDays: < 2 } => $"{(int)age.TotalHours}h",
        _ => $"{(int)age.TotalDays}d",
    };
}
