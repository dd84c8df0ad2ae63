using InferenceEndpoints.States;
using k8s.Models;

namespace InferenceEndpoints.UnitTests.States;

/// <summary>
/// Objects as no cluster should have them: fields are missing, times are at the ends of the calendar, words are empty or very long. All from a
/// seed, so that a failure can be shown as one number.
/// </summary>
internal sealed class AnythingObserved(int seed)
{
    private readonly Random _random = new(seed);

    public EndpointFacts Facts()
    {
        var endpoint = new Situation().Endpoint;
        endpoint.Spec.Paused = Rarely();
        endpoint.Spec.Model.StartupTimeoutSeconds = OneOf(3600, 0, -5, int.MaxValue, int.MinValue);
        endpoint.Status = Rarely() ? null! : new() { Message = Text() };
        return new EndpointFacts
        {
            Endpoint = endpoint,
            IsAsleep = Rarely(),
            Blocker = Rarely() ? new Blocker(Reasons.InvalidSpec, "is wrong") : null,
            TargetReplicas = OneOf(0, 1, 2, -1, int.MaxValue),
            Deployment = Rarely() ? null : Deployment(),
            IsDeploymentCurrent = !Rarely(),
            ReplicaSets = Many(ReplicaSet),
            Pods = Many(Pod),
            Now = OneOf(Situation.Now, DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
        };
    }

    private V1Deployment Deployment() => new()
    {
        Metadata = new V1ObjectMeta { Name = "gemma", Generation = Maybe(3L) },
        Spec = Rarely() ? null : new V1DeploymentSpec { Template = new V1PodTemplateSpec() },
        Status = Rarely() ? null : new V1DeploymentStatus
        {
            ObservedGeneration = OneOf<long?>(null, 2, 3, 4),
            Conditions = Rarely() ? null : [new V1DeploymentCondition { Type = OneOf("ReplicaFailure", null), Status = Status(), Message = Text() }],
        },
    };

    private V1ReplicaSet ReplicaSet() => new()
    {
        Metadata = Metadata(),
        Spec = Rarely() ? null : new V1ReplicaSetSpec { Replicas = OneOf<int?>(null, 0, 1), Template = Rarely() ? null : new V1PodTemplateSpec() },
        Status = Rarely() ? null : new V1ReplicaSetStatus
        {
            Conditions = Rarely() ? null : [new V1ReplicaSetCondition { Type = OneOf("ReplicaFailure", null), Status = Status(), Message = Text() }],
        },
    };

    private V1Pod Pod() => new()
    {
        Metadata = Metadata() with { DeletionTimestamp = Rarely() ? Time() : null },
        Spec = Rarely() ? null : new V1PodSpec { NodeName = OneOf(null, "", "gpu-1", "gpu-2") },
        Status = Rarely() ? null : new V1PodStatus
        {
            Phase = OneOf("Pending", "Running", "Failed", "Succeeded", null),
            Reason = OneOf("Evicted", null),
            Message = Text(),
            StartTime = Time(),
            Conditions = Rarely() ? null : Many(() => new V1PodCondition
            {
                Type = OneOf("Ready", "PodScheduled", null),
                Status = Status(),
                Message = Text(),
                LastTransitionTime = Time(),
            }),
            InitContainerStatuses = Rarely() ? null : Many(Container),
            ContainerStatuses = Rarely() ? null : Many(Container),
        },
    };

    private V1ObjectMeta Metadata() => new()
    {
        Name = OneOf("a", "b", "c"),
        Labels = Rarely() ? null : new Dictionary<string, string> { ["pod-template-hash"] = OneOf(Situation.Hash, Situation.OldHash) },
        Annotations = Rarely() ? null : new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = OneOf("1", "2", "x", "99999999999999999999") },
    };

    private V1ContainerStatus Container() => new()
    {
        Name = OneOf("model", "download", "sidecar", null),
        Image = OneOf("tgi:1", null),
        Ready = OneOf<bool?>(true, false, null),
        RestartCount = OneOf<int?>(null, 0, 1, 2, int.MaxValue),
        State = State(),
        LastState = State(),
    };

    private V1ContainerState? State() => _random.Next(5) switch
    {
        0 => null,
        1 => new V1ContainerState(),
        2 => new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Time() } },
        3 => TestPod.Waiting(OneOf("CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError", "ContainerCreating"), Text()),
        _ => new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated
            {
                ExitCode = OneOf<int?>(null, 0, 1, 137, int.MinValue),
                Reason = OneOf("OOMKilled", "Error", null),
                Message = Text(),
                StartedAt = Time(),
                FinishedAt = Time(),
            },
        },
    };

    private DateTime? Time() =>
        OneOf<DateTime?>(null, TestPod.Placed, Situation.Now.UtcDateTime, DateTime.MinValue, DateTime.MaxValue, Situation.Now.UtcDateTime.AddDays(1));

    private string? Status() => OneOf("True", "False", "Unknown", null);

    private string? Text() => OneOf(null, "", " . ", "...", "\r\n\t\0", "some words", "\ud800", new string('x', 1_000), "a\n\nb\n", "\": ", "hf_0123456789");

    private List<T> Many<T>(Func<T> create) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => create())];

    private T? Maybe<T>(T value)
        where T : struct => Rarely() ? null : value;

    private bool Rarely() => _random.Next(6) == 0;

    private T OneOf<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
