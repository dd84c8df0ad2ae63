using System.Globalization;
using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.Starts;

/// <summary>Where the time of a start went, by what scheduler and kubelet tell about its pod. Pure and total.</summary>
public static class StartTimeline
{
    /// <param name="pod">It is ready.</param>
    /// <param name="startedAt">When it was decided that it should run.</param>
    /// <returns>Null: nobody knows since when the pod is ready, or it was so before that decision.</returns>
    public static EndpointStart? Of(V1Pod pod, DateTime startedAt)
    {
        if (ReadySince(pod) is not { } readyAt || readyAt < startedAt)
        {
            return null;
        }

        return new EndpointStart
        {
            Pod = pod.Metadata.Name,
            StartedAt = startedAt,
            ReadyAt = readyAt,
            Phases = Phases(startedAt, readyAt, [.. Ends(pod), (StartPhases.Loading, readyAt)]),
        };
    }

    /// <summary>Where the time of a start went that is under way.</summary>
    /// <param name="pod">The replica that is furthest; null: there is none yet.</param>
    /// <param name="startedAt">When it was decided that it should run.</param>
    /// <param name="now">Until when.</param>
    /// <returns>The phase that goes on, and the seconds of each phase so far.</returns>
    public static (string Phase, IReadOnlyList<StartPhase> Phases) SoFar(V1Pod? pod, DateTime startedAt, DateTime now)
    {
        var phase = pod is null ? StartPhases.Creation : Current(pod);
        return (phase, Phases(startedAt, now, [.. pod is null ? [] : Ends(pod), (phase, now)]));
    }

    /// <summary>Since when a ready pod is ready; null: it is not, or nobody knows.</summary>
    public static DateTime? ReadySince(V1Pod pod) => TrueSince(pod, "Ready");

    /// <summary>Such as <c>ready after 42 s: scheduling 1 s, images 12 s, download 20 s, loading 9 s; first byte after 43 s</c>.</summary>
    public static string Describe(EndpointStart start)
    {
        var phases = (start.Phases ?? []).Where(phase => phase is { Seconds: > 0, Name: not StartPhases.FirstByte }).Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Name} {phase.Seconds} s"));
        var total = string.Create(CultureInfo.InvariantCulture, $"ready after {Duration(start).TotalSeconds} s");
        var ready = string.Join(": ", new[] { total, string.Join(", ", phases) }.Where(part => part.Length > 0));
        return start is { FirstByteAt: { } firstByteAt, StartedAt: { } startedAt }
            ? string.Create(CultureInfo.InvariantCulture, $"{ready}; first byte after {(firstByteAt - startedAt).TotalSeconds} s")
            : ready;
    }

    public static TimeSpan Duration(EndpointStart start) => start is { StartedAt: { } from, ReadyAt: { } to } ? to - from : TimeSpan.Zero;

    // The clocks of several machines, and times that others wrote: what lies before its predecessor took no time.
    private static List<StartPhase> Phases(DateTime from, DateTime to, IEnumerable<(string Phase, DateTime? End)> ends)
    {
        var phases = new List<StartPhase>();
        foreach (var (name, end) in ends)
        {
            if (end is not { } time)
            {
                continue;
            }

            var phase = phases.Find(known => known.Name == name);
            if (phase is null)
            {
                phases.Add(phase = new StartPhase { Name = name, Seconds = 0 });
            }

            time = time < from ? from : time > to ? to : time;
            phase.Seconds += (int)Math.Min((time - from).TotalSeconds, int.MaxValue / 2);
            from = time;
        }

        return phases;
    }

    // Each line: until when the time went into what. Images are pulled one by one, when their container is next.
    private static (string Phase, DateTime? End)[] Ends(V1Pod pod)
    {
        var (download, model) = Runs(pod);
        return
        [
            (StartPhases.Creation, pod.Metadata.CreationTimestamp),
            (StartPhases.Scheduling, TrueSince(pod, "PodScheduled")),
            (StartPhases.Images, download.Start),
            (StartPhases.Download, download.End),
            (StartPhases.Images, model.Start),
        ];
    }

    /// <summary>What a pod that is not ready does.</summary>
    public static string Current(V1Pod pod) => Runs(pod) switch
    {
        { Model.Start: not null } => StartPhases.Loading,
        { Download: { Start: not null, End: null } } => StartPhases.Download,
        _ when TrueSince(pod, "PodScheduled") is not null => StartPhases.Images,
        _ => StartPhases.Scheduling,
    };

    private static (Run Download, Run Model) Runs(V1Pod pod) =>
        (Run.Of(pod.Status?.InitContainerStatuses, ContainerNames.Download), Run.Of(pod.Status?.ContainerStatuses, ContainerNames.Model));

    private static DateTime? TrueSince(V1Pod pod, string type) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == "True")?.LastTransitionTime;

    /// <summary>When a container began and ended. After a restart only the last attempt before it is known.</summary>
    private readonly record struct Run(DateTime? Start, DateTime? End)
    {
        public static Run Of(IEnumerable<V1ContainerStatus>? statuses, string name)
        {
            var status = statuses?.FirstOrDefault(status => status.Name == name);
            return new Run(
                status?.LastState?.Terminated?.StartedAt ?? status?.State?.Terminated?.StartedAt ?? status?.State?.Running?.StartedAt,
                status?.State?.Terminated?.FinishedAt);
        }
    }
}
