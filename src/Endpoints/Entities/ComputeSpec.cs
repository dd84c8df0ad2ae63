using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

public sealed class ComputeSpec
{
    public const string DefaultInstanceSize = "x1";

    [Description("The kind of processor the model runs on. Optional; if set, the InstanceType must have it.")]
    [EnumValues(Accelerators.Cpu, Accelerators.Gpu, Accelerators.Neuron)]
    public string? Accelerator { get; set; }

    [Description("The instanceType of an InstanceType object, such as nvidia-a10g, or one of its aliases. "
        + "'kubectl get instancetypes' lists what this cluster offers. Absent: that of the InstanceType of this size which is annotated "
        + Annotations.IsDefaultClass + "=true; the operator's webhook writes it here when the endpoint is created.")]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    public string InstanceType { get; set; } = "";

    [Description("The instanceSize of the InstanceType object: x1, x2, x4 and so on, the number of accelerators.")]
    [Length(1, 63)]
    [Pattern(Patterns.Word)]
    [DefaultValue(DefaultInstanceSize)]
    public string InstanceSize { get; set; } = DefaultInstanceSize;

    [Description("How many replicas there are, and when they come and go. The number moves between minReplica and maxReplica with the load; "
        + "with minReplica 0 the endpoint falls asleep when it is idle, and the next request wakes it.")]
    public ScalingSpec Scaling { get; set => field = value ?? new(); } = new();
}

/// <summary>The words of <see cref="ComputeSpec.Accelerator"/>.</summary>
public static class Accelerators
{
    public const string Cpu = "cpu";
    public const string Gpu = "gpu";
    public const string Neuron = "neuron";
}

[ValidationRule(
    "self.minReplica <= self.maxReplica", message: "minReplica must not be above maxReplica")]
[ValidationRule(
    "!has(self.scaleToZeroTimeout) || self.scaleToZeroTimeout == 0 || self.minReplica == 0",
    message: "scaling to zero needs minReplica 0: set minReplica to 0 or leave scaleToZeroTimeout out")]
public sealed class ScalingSpec
{
    public const int MaxReplicas = 1000;
    public const int MaxScaleToZeroTimeout = 43_200;

    /// <summary>Hugging Face's default for an endpoint that may scale to zero.</summary>
    public const int DefaultScaleToZeroTimeout = 15;

    [Description("The fewest replicas while the endpoint is awake and busy. 0: the endpoint may scale to zero; awake it has at least one.")]
    [RangeMinimum(0)]
    [RangeMaximum(MaxReplicas)]
    [DefaultValue(1L)]
    public int MinReplica { get; set; } = 1;

    [Description("The most replicas.")]
    [RangeMinimum(1)]
    [RangeMaximum(MaxReplicas)]
    [DefaultValue(1L)]
    public int MaxReplica { get; set; } = 1;

    [Description("Minutes without a request after which the endpoint scales to zero; it needs minReplica 0. Absent with minReplica 0: 15. "
        + "0: never.")]
    [RangeMinimum(0)]
    [RangeMaximum(MaxScaleToZeroTimeout)]
    public int? ScaleToZeroTimeout { get; set; }

    [Description("What drives the number of replicas between minReplica and maxReplica. Absent: hardwareUsage 80.")]
    [PropertyLimits(1, 1)]
    public ScalingMeasure? Measure { get; set; }

    [Description("How fast the number of replicas follows the measure. Absent: doubling every minute; down every two minutes, after five in which "
        + "fewer were enough.")]
    public ScalingBehavior? Behavior { get; set; }
}

/// <summary>A union: exactly one property is set.</summary>
[ValidationRule(
    "has(self.pendingRequests) != has(self.hardwareUsage)",
    message: "exactly one measure must be set: pendingRequests or hardwareUsage")]
public sealed class ScalingMeasure
{
    public const int DefaultHardwareUsage = 80;
    public const double DefaultPendingRequests = 1.5;
    public const double MaxPendingRequests = 10_000;

    [Description("Requests without a status line yet that one replica should have at most, averaged over 20 seconds. Hugging Face's default is 1.5.")]
    [RangeMinimum(0, exclusiveMinimum: true)]
    [RangeMaximum(MaxPendingRequests)]
    public double? PendingRequests { get; set; }

    [Description("Use of the accelerator (CPU on cpu instances) in percent that one replica should have on average. Hugging Face's default is 80.")]
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? HardwareUsage { get; set; }
}
