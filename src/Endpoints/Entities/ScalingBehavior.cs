using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>How fast the number of replicas follows its measure, in the words of a HorizontalPodAutoscaler. Absent: as Hugging Face's.</summary>
public sealed class ScalingBehavior
{
    public const int DefaultScaleUpPeriod = 60;
    public const int DefaultScaleUpWindow = 0;
    public const int DefaultScaleDownPeriod = 120;
    public const int DefaultScaleDownWindow = 300;

    [Description("How fast replicas are added. Absent: periodSeconds 60, stabilizationWindowSeconds 0.")]
    public ScalingPace? ScaleUp { get; set; }

    [Description("How fast replicas are taken away. Absent: periodSeconds 120, stabilizationWindowSeconds 300.")]
    public ScalingPace? ScaleDown { get; set; }
}

/// <summary>One direction of <see cref="ScalingBehavior"/>.</summary>
public sealed class ScalingPace
{
    public const int MaxPeriod = 1800;
    public const int MaxWindow = 3600;

    [Description("Seconds in which the number of replicas may double (but two more are always allowed), or go down to minReplica.")]
    [RangeMinimum(1)]
    [RangeMaximum(MaxPeriod)]
    public int? PeriodSeconds { get; set; }

    [Description("Seconds that the measure is looked back: replicas are added when all of them asked for more, and taken away when none of them "
        + "needed as many.")]
    [RangeMinimum(0)]
    [RangeMaximum(MaxWindow)]
    public int? StabilizationWindowSeconds { get; set; }
}
