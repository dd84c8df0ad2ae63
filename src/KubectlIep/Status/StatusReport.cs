using InferenceEndpoints.Entities;
using InferenceEndpoints.KubectlIep.Rendering;
using InferenceEndpoints.Starts;
using k8s.Models;

namespace InferenceEndpoints.KubectlIep.Status;

/// <summary>What <c>kubectl iep status</c> prints.</summary>
internal static class StatusReport
{
    private const int LabelWidth = 12;

    public static IEnumerable<string> Render(EndpointView view, DateTimeOffset now) =>
        Summary(view.Endpoint, now)
            .Concat(StartReport.Render(view, now))
            .Concat(Section("Conditions", ["TYPE", "STATUS", "REASON", "AGE", "MESSAGE"], Conditions(view.Endpoint.Status?.Conditions ?? [], now)))
            .Concat(Section("Pods", ["NAME", "READY", "STATUS", "RESTARTS", "NODE", "AGE"], Pods(view.Pods, now)))
            .Concat(Section("Events", ["AGE", "TYPE", "REASON", "MESSAGE"], Events(view.LastEvents, now)));

    private static IEnumerable<string> Summary(InferenceEndpoint endpoint, DateTimeOffset now)
    {
        var (status, scaling) = (endpoint.Status, endpoint.Spec.Compute.Scaling);
        (string Label, string? Text)[] lines =
        [
            ("Endpoint", $"{endpoint.Metadata.NamespaceProperty}/{endpoint.Metadata.Name}"),
            ("State", status?.State ?? "unknown: no operator has seen it yet"),
            ("Message", status?.Message),
            ("Replicas", $"{status?.Ready ?? "0/0"} ready, {scaling.MinReplica} to {scaling.MaxReplica} by its spec"),
            ("Model", endpoint.Spec.Model.Repository),
            ("Instance", status?.Instance ?? endpoint.Spec.Compute.InstanceType),
            ("URL", status?.Url),
            ("Last start", status is { StartingSince: null, LastStart: { } start } ? StartTimeline.Describe(start) : null),
            ("Last used", Age.Of(status?.LastActivityTime, now) is { } age ? $"{age} ago" : null),
            ("Schedule", Schedule(status?.Schedule)),
            ("Note", EndpointProgress.IsObserved(endpoint) ? null : "the operator has not taken up the last change yet"),
        ];
        return lines.Where(line => !string.IsNullOrEmpty(line.Text)).Select(line => $"{line.Label + ":",-LabelWidth}{line.Text!.ReplaceLineEndings(" ")}");
    }

    private static string? Schedule(EndpointSchedule? schedule) => schedule switch
    {
        { AwakeUntil: { } until } => $"awake until {until:u}",
        { NextWakeTime: { } wake } => $"wakes at {wake:u}",
        _ => null,
    };

    private static IEnumerable<string> Section(string title, string[] header, IEnumerable<string?[]> rows) =>
        rows.ToArray() is { Length: > 0 } found
            ? Table.Render(header, found).Select(line => $"  {line}").Prepend($"{title}:").Prepend("")
            : [];

    private static IEnumerable<string?[]> Conditions(IEnumerable<V1Condition> conditions, DateTimeOffset now) => conditions.Select(
        condition => new[] { condition.Type, condition.Status, condition.Reason, Age.Of(condition.LastTransitionTime, now), condition.Message });

    private static IEnumerable<string?[]> Pods(IEnumerable<V1Pod> pods, DateTimeOffset now) => pods.Select(pod => new[]
    {
        pod.Metadata.Name, PodStatus.Ready(pod), PodStatus.Of(pod), $"{PodStatus.Restarts(pod)}", pod.Spec?.NodeName, Age.Of(pod.Metadata.CreationTimestamp, now),
    });

    private static IEnumerable<string?[]> Events(IEnumerable<Corev1Event> events, DateTimeOffset now) => events.Select(
        happened => new[] { Age.Of(EndpointView.LastTime(happened), now), happened.Type, happened.Reason, happened.Message });
}
