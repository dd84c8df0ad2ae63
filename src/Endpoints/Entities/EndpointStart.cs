using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

[Description("How long the last start took: from the decision to run this spec until its first replica was ready, in whole seconds.")]
public sealed class EndpointStart
{
    [Description("The pod that was ready first.")]
    public string? Pod { get; set; }

    [Description("When the endpoint was woken, resumed, created or changed.")]
    public DateTime? StartedAt { get; set; }

    [Description("When the pod was ready.")]
    public DateTime? ReadyAt { get; set; }

    [Description("When the first caller who had waited for it got the first byte of an answer, by the clock of the gateway. Absent: nobody had waited.")]
    public DateTime? FirstByteAt { get; set; }

    [Description("Where the time went, in this order. Together they are the time from startedAt to readyAt; firstByte comes after it.")]
    [XListType(XListType.Atomic)]
    public IList<StartPhase>? Phases { get; set; }
}

public sealed class StartPhase
{
    [Description("creation: until the pod was created. scheduling: until it had a node. images: volumes, and the images of its containers. "
        + "download: the model's files. loading: from the model server's start until it was ready. "
        + "firstByte: from then until the first byte of an answer to who had waited; 0 where a gateway found the replica ready before the kubelet said so.")]
    public string? Name { get; set; }

    [Description("How long it took. A phase whose end Kubernetes does not tell is absent, and part of the next one.")]
    public int? Seconds { get; set; }
}

/// <summary>The words of <see cref="StartPhase.Name"/>.</summary>
public static class StartPhases
{
    public const string Creation = "creation";
    public const string Scheduling = "scheduling";
    public const string Images = "images";
    public const string Download = "download";
    public const string Loading = "loading";
    public const string FirstByte = "firstByte";
}
