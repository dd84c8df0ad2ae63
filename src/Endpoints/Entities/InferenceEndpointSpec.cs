using System.Text.Json;
using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>
/// What the user wants. Closed sets of words are strings and not enumerations, so that an object written by a newer version can still be
/// read; <c>Validation.EndpointValidator</c> says what is wrong with a word.
/// </summary>
[Description("What to run, on which hardware, how many replicas, and who may call it.")]
[ValidationRule(
    "has(self.compute) && has(self.compute.instanceType)",
    message: "compute.instanceType must be set: name one of 'kubectl get instancetypes', or annotate one of them as the cluster's default")]
public sealed class InferenceEndpointSpec
{
    [Description("Who may call the endpoint. public: anyone. protected and authenticated (the same): any valid token of this installation. "
        + "private: only from inside the cluster, with a token that has access to the endpoint's namespace.")]
    [EnumValues(EndpointTypes.Public, EndpointTypes.Protected, EndpointTypes.Authenticated, EndpointTypes.Private)]
    [DefaultValue(EndpointTypes.Protected)]
    public string Type { get; set; } = EndpointTypes.Protected;

    [Description("True stops the endpoint: no replica runs, requests are answered 400, and nothing wakes it until this is false again. "
        + "The URL is kept.")]
    [DefaultValue(false)]
    public bool Paused { get; set; }

    [Description("The model and the server that runs it.")]
    [Required]
    public ModelSpec Model { get; set => field = value ?? new(); } = new();

    [Description("Where the endpoint should run. Optional; it narrows the choice of the InstanceType.")]
    public ProviderSpec? Provider { get; set; }

    [Description("The hardware of one replica, and how many replicas there are.")]
    public ComputeSpec Compute { get; set => field = value ?? new(); } = new();

    [Description("Overrides the URL that is derived from the endpoint's name.")]
    public RouteSpec? Route { get; set; }

    [Description("How requests are treated while the endpoint wakes up.")]
    public ColdStartSpec? ColdStart { get; set; }

    [Description("How requests are spread over the replicas.")]
    public BalancingSpec? Balancing { get; set; }

    [Description("How often the endpoint may be called by all callers together, in each replica of the gateway. Absent: as often as they like.")]
    public RateLimitSpec? RateLimit { get; set; }

    [Description("How a new version of the endpoint replaces the old one.")]
    public RolloutSpec? Rollout { get; set; }

    [Description("A pod template that is merged over the generated one (strategic merge), for what no other field covers: tolerations, "
        + "volumes, sidecars, affinity, runtimeClassName. The model server's container is called 'model'. What the operator relies on "
        + "cannot be changed here: its labels, the server's image, ports and reserved variables, the restart policy.")]
    [PreserveUnknownFields]
    public JsonElement? Template { get; set; }
}

/// <summary>The words of <see cref="InferenceEndpointSpec.Type"/>.</summary>
public static class EndpointTypes
{
    public const string Public = "public";
    public const string Protected = "protected";
    public const string Authenticated = "authenticated";
    public const string Private = "private";
}

public sealed class ProviderSpec
{
    [Description("The vendor of the hardware, such as on-prem or aws. Only InstanceTypes of this vendor, or of none, are considered.")]
    [Length(1, 63)]
    [Pattern(Patterns.LabelValue)]
    public string? Vendor { get; set; }

    [Description("The region within the vendor, such as rack-1. Replicas run on nodes whose label, named by the InstanceType's regionLabel, "
        + "has this value; an InstanceType without regionLabel ignores it.")]
    [Length(1, 63)]
    [Pattern(Patterns.LabelValue)]
    public string? Region { get; set; }
}

public sealed class RouteSpec
{
    [Description("The host name under which the endpoint is reached, such as api.example.com.")]
    [Length(1, 253)]
    [Pattern(Patterns.HostName)]
    public string? Host { get; set; }

    [Description("The path under which the endpoint is reached, such as /v1/gemma. It starts with '/'.")]
    [Length(1, 1024)]
    [Pattern(Patterns.UrlPath)]
    public string? Path { get; set; }
}

public sealed class ColdStartSpec
{
    public const int MaxHoldSeconds = 3600;
    public const int MaxHeartbeatSeconds = 300;

    [Description("Seconds that a request waits for a replica when the caller sends no X-Scale-Up-Timeout header. 0: it is answered 503 at once.")]
    [RangeMinimum(0)]
    [RangeMaximum(MaxHoldSeconds)]
    [DefaultValue(0L)]
    public int HoldSeconds { get; set; }

    [Description("Seconds between comments (': waiting') to a caller who waits and accepts text/event-stream, so that load balancers do not cut its "
        + "connection. From the first comment on the answer is 200, and if the start fails that is told as an event named error. 0: no comments.")]
    [RangeMinimum(0)]
    [RangeMaximum(MaxHeartbeatSeconds)]
    [DefaultValue(0L)]
    public int HeartbeatSeconds { get; set; }

    [Description("Windows of time in which the endpoint is kept awake. At the start of one it wakes if it sleeps, and until the end it does not fall "
        + "asleep; then it is idle from that end on, or from its last request if that is later. A paused endpoint stays paused.")]
    [Items(1, 16)]
    [XListType(XListType.Atomic)]
    public IList<ScheduleWindow>? Schedule { get; set; }
}

public sealed class RolloutSpec
{
    [Description("surge: new replicas start beside the old ones. recreate: old replicas stop first, which needs no spare hardware. "
        + "auto: surge, and when a new replica finds no free accelerator, replace in place.")]
    [EnumValues(RolloutStrategies.Auto, RolloutStrategies.Surge, RolloutStrategies.Recreate)]
    [DefaultValue(RolloutStrategies.Auto)]
    public string Strategy { get; set; } = RolloutStrategies.Auto;
}

/// <summary>The words of <see cref="RolloutSpec.Strategy"/>.</summary>
public static class RolloutStrategies
{
    public const string Auto = "auto";
    public const string Surge = "surge";
    public const string Recreate = "recreate";
}
