using System.Globalization;

using InferenceEndpoints.Entities;
using InferenceEndpoints.Schedules;

namespace InferenceEndpoints.Validation;

/// <summary>What is wrong with <c>spec.coldStart.schedule</c>.</summary>
internal static class ScheduleChecks
{
    private const string Path = "spec.coldStart.schedule";
    private const int MaxWindows = 16;

    public static void Check(IList<ScheduleWindow>? schedule, Findings findings)
    {
        findings.Count(Path, schedule?.Count, 1, MaxWindows);
        for (var i = 0; i < schedule?.Count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]");
            // A list from JSON may hold nulls.
            if (schedule[i] is not ScheduleWindow window)
            {
                findings.Missing(path, "give it cron and durationMinutes");
                continue;
            }

            CheckCron($"{path}.cron", window.Cron, findings);
            CheckTimeZone($"{path}.timeZone", window.TimeZone, findings);
            findings.Range($"{path}.durationMinutes", window.DurationMinutes, 1, ScheduleWindow.MaxDurationMinutes);
        }
    }

    private static void CheckCron(string field, string? cron, Findings findings)
    {
        if (string.IsNullOrEmpty(cron))
        {
            findings.Missing(field, Syntaxes.Cron.Remedy);
        }
        else if (!Syntaxes.Cron.Matches(cron))
        {
            findings.Add(field, cron, "is not a cron expression", Syntaxes.Cron.Remedy);
        }
        else if (!CronExpression.TryParse(cron, out _, out var problem))
        {
            findings.Add(field, cron, problem, Syntaxes.Cron.Remedy);
        }
    }

    private static void CheckTimeZone(string field, string? name, Findings findings)
    {
        if (!TimeZones.TryFind(name, out _))
        {
            findings.Add(field, name, "is not a time zone", Syntaxes.TimeZone.Remedy);
        }
    }
}
