using k8s.Models;
using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

[Description("What is. Written by the operator only.")]
public sealed class InferenceEndpointStatus
{
    [Description("pending: waiting for a node. initializing: a replica is starting. running: serving. updating: a new version is rolling out "
        + "while the old one serves. updateFailed: the new version did not start, the old one serves. paused: stopped by the user. "
        + "scaledToZero: asleep until the next request. failed: not serving and not on the way; the message says why.")]
    public string? State { get; set; }

    [Description("One sentence about the state, and what to do if something is wrong.")]
    public string? Message { get; set; }

    [Description("Where to send requests. It stays the same over pause, sleep and updates.")]
    public string? Url { get; set; }

    [Description("The part of the URL's host that tells apart endpoints of the same name. Given once, for the endpoint's life.")]
    public string? Id { get; set; }

    [Description("Ready replicas and wanted replicas, such as 1/2.")]
    public string? Ready { get; set; }

    [Description("Replicas that are ready to serve.")]
    public int? ReadyReplica { get; set; }

    [Description("Replicas that there should be now.")]
    public int? TargetReplica { get; set; }

    [Description("The name of the InstanceType that replicas run on.")]
    public string? Instance { get; set; }

    [Description("The ControllerRevision whose replicas reached a node last. Its pod template stays as it is, whatever becomes of the InstanceType.")]
    public string? PlacedRevision { get; set; }

    [Description("The generation of the spec that this status speaks of.")]
    public long? ObservedGeneration { get; set; }

    [Description("When a request was last seen, as far as it is known.")]
    public DateTime? LastActivityTime { get; set; }

    [Description("Since when the endpoint is starting: it was woken, resumed, created or changed, and no replica of its spec is ready yet.")]
    public DateTime? StartingSince { get; set; }

    [Description("How much of the model the furthest replica has, in percent, while it is downloaded. Absent where nobody can tell.")]
    public int? DownloadPercent { get; set; }

    public EndpointStart? LastStart { get; set; }

    public EndpointSchedule? Schedule { get; set; }

    [Description("Ready, Progressing, Reconciling and Stalled, as 'kubectl wait' and GitOps tools read them.")]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IList<V1Condition>? Conditions { get; set; }
}
