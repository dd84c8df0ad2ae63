using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Rendering;
using InferenceEndpoints.Starts;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>A start that is under way: its phases, each with a bar and its time.</summary>
internal static class StartReport
{
    private const int BarWidth = 20;

    /// <summary>What takes longer than the last time is not over, whatever the clock says.</summary>
    private const double MostOfAnEstimate = 0.95;

    private static readonly string[] InOrder =
        [StartPhases.Creation, StartPhases.Scheduling, StartPhases.Images, StartPhases.Download, StartPhases.Loading];

    public static IEnumerable<string> Render(EndpointView view, DateTimeOffset now)
    {
        if (view.Endpoint.Status is not { StartingSince: { } since } status)
        {
            return [];
        }

        var pod = Furthest(view.Pods);
        var (current, phases) = StartTimeline.SoFar(pod, since, now.UtcDateTime);
        return InOrder
            .Where(phase => phase != StartPhases.Download || pod is null || Downloads(pod))
            .Select(phase => Row(phase, Seconds(phases, phase), phase == current ? Estimate(phase, Seconds(phases, phase), status) : null, IsOver(phase, current, phases)))
            .Prepend($"Starting for {Age.Of(since, now)}:")
            .Prepend("");
    }

    private static string Row(string phase, int? seconds, (double? Part, string Words)? estimate, bool isOver)
    {
        var filled = isOver ? BarWidth : (int)(BarWidth * (estimate?.Part ?? 0));
        var time = isOver || estimate is not null ? Age.Of(TimeSpan.FromSeconds(seconds ?? 0)) : "";
        return $"  {phase,-10}  [{new string('#', filled).PadRight(BarWidth, '-')}]  {time}{estimate?.Words}".TrimEnd();
    }

    /// <summary>A download tells how far it is. Of other phases only the last start says how long they take.</summary>
    private static (double? Part, string Words) Estimate(string phase, int? seconds, InferenceEndpointStatus status) => (phase, Seconds(status.LastStart?.Phases, phase)) switch
    {
        (StartPhases.Download, _) when status.DownloadPercent is { } percent => (percent / 100.0, $", {percent} %"),
        (_, > 0 and { } before) => (Math.Min((double)(seconds ?? 0) / before, MostOfAnEstimate), $", the last time {Age.Of(TimeSpan.FromSeconds(before))}"),
        _ => (null, ""),
    };

    /// <summary>A phase that was left out is over, too.</summary>
    private static bool IsOver(string phase, string current, IEnumerable<StartPhase> phases) => phase != current
        && (Array.IndexOf(InOrder, phase) < Array.IndexOf(InOrder, current) || phases.Any(known => known.Name == phase));

    private static int? Seconds(IEnumerable<StartPhase>? phases, string phase) => phases?.FirstOrDefault(known => known.Name == phase)?.Seconds;

    private static V1Pod? Furthest(IEnumerable<V1Pod> pods) => pods
        .Where(pod => pod.Metadata.DeletionTimestamp is null && StartTimeline.ReadySince(pod) is null)
        .MaxBy(pod => Array.IndexOf(InOrder, StartTimeline.Current(pod)));

    private static bool Downloads(V1Pod pod) => pod.Spec?.InitContainers?.Any(container => container.Name == ContainerNames.Download) == true;
}
