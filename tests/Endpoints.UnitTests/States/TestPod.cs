using InferenceEndpoints.Entities;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

/// <summary>Pods as the scheduler and the kubelet report them.</summary>
internal static class TestPod
{
    public const string Image = "ghcr.io/huggingface/text-generation-inference:3.3.7";

    /// <summary>When pods were placed, unless a test says otherwise.</summary>
    public static readonly DateTime Placed = Situation.Now.UtcDateTime.AddMinutes(-2);

    private static readonly V1ContainerState s_initializing = Waiting("PodInitializing");

    /// <param name="words">The scheduler's; null: it has not looked at the pod yet.</param>
    public static V1Pod Unplaced(string? words) => Pod(node: null, new V1PodStatus
    {
        Phase = "Pending",
        Conditions = words is null
            ? null
            : [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = words, LastTransitionTime = Placed }],
    });

    /// <summary>Both containers wait for their images.</summary>
    public static V1Pod Pulling() => OnNode(Container(ContainerNames.Download, s_initializing), Container(ContainerNames.Model, s_initializing));

    public static V1Pod Downloading() => OnNode(
        Container(ContainerNames.Download, Running(Placed.AddSeconds(10))), Container(ContainerNames.Model, s_initializing));

    /// <summary>The download does not run; it waits or ended as <paramref name="state"/> says.</summary>
    public static V1Pod DownloadIs(V1ContainerState state, V1ContainerState? last = null, int restarts = 0) => OnNode(
        Container(ContainerNames.Download, state, last, restarts), Container(ContainerNames.Model, s_initializing));

    public static V1Pod Loading() => ModelIs(Running(Placed.AddMinutes(1)));

    /// <summary>The model was downloaded, and the model server is as <paramref name="state"/> says.</summary>
    public static V1Pod ModelIs(V1ContainerState state, V1ContainerState? last = null, int restarts = 0) => OnNode(
        Downloaded(), Container(ContainerNames.Model, state, last, restarts));

    public static V1Pod Ready() => OnNode(
        Downloaded(), Container(ContainerNames.Model, Running(Placed.AddMinutes(1))) with { Ready = true, Started = true }, ready: "True");

    /// <summary>It was ready; the node controller took that back when the kubelet fell silent, and left the rest as it was.</summary>
    public static V1Pod OnSilentNode()
    {
        var pod = Ready();
        pod.Status!.Conditions!.Single(condition => condition.Type == "Ready").Status = "False";
        pod.Status.Conditions!.Add(new V1PodCondition { Type = "ContainersReady", Status = "True", LastTransitionTime = Placed });
        return pod;
    }

    public static V1Pod Evicted(string words) => Pod("gpu-1", new V1PodStatus { Phase = "Failed", Reason = "Evicted", Message = words, StartTime = Placed });

    public static V1Pod Named(this V1Pod pod, string name) => pod with { Metadata = pod.Metadata with { Name = name } };

    public static V1Pod OfOldSpec(this V1Pod pod) => pod with
    {
        Metadata = pod.Metadata with
        {
            Name = $"gemma-{Situation.OldHash}-x7k2p",
            Labels = new Dictionary<string, string>(pod.Metadata.Labels!) { ["pod-template-hash"] = Situation.OldHash },
        },
    };

    /// <summary>It is being deleted, and drains.</summary>
    public static V1Pod Terminating(this V1Pod pod) => pod with { Metadata = pod.Metadata with { DeletionTimestamp = Placed.AddMinutes(1) } };

    public static V1ContainerState Waiting(string reason, string? message = null) =>
        new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } };

    public static V1ContainerState Running(DateTime since) => new() { Running = new V1ContainerStateRunning { StartedAt = since } };

    /// <param name="log">The last lines of the container's log.</param>
    public static V1ContainerState Ended(int exitCode, string? log = null, DateTime? from = null, DateTime? to = null, string? reason = null) => new()
    {
        Terminated = new V1ContainerStateTerminated
        {
            ExitCode = exitCode,
            Reason = reason ?? (exitCode == 0 ? "Completed" : "Error"),
            Message = log,
            StartedAt = from,
            FinishedAt = to,
        },
    };

    private static V1ContainerStatus Downloaded() =>
        Container(ContainerNames.Download, Ended(0, from: Placed.AddSeconds(10), to: Placed.AddMinutes(1))) with { Ready = true };

    private static V1ContainerStatus Container(string name, V1ContainerState state, V1ContainerState? last = null, int restarts = 0) => new()
    {
        Name = name,
        Image = Image,
        State = state,
        LastState = last,
        RestartCount = restarts,
        Ready = false,
    };

    private static V1Pod OnNode(V1ContainerStatus download, V1ContainerStatus model, string ready = "False") => Pod("gpu-1", new V1PodStatus
    {
        Phase = model.State?.Running is null ? "Pending" : "Running",
        StartTime = Placed,
        Conditions =
        [
            new V1PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = Placed },
            new V1PodCondition { Type = "Ready", Status = ready, LastTransitionTime = Placed },
        ],
        InitContainerStatuses = [download],
        ContainerStatuses = [model],
    });

    private static V1Pod Pod(string? node, V1PodStatus status) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"gemma-{Situation.Hash}-q8w4z",
            Labels = new Dictionary<string, string> { [Labels.Endpoint] = "gemma", ["pod-template-hash"] = Situation.Hash },
        },
        Spec = new V1PodSpec { NodeName = node },
        Status = status,
    };
}
