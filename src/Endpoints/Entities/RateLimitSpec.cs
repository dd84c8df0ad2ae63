using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

/// <summary>A token bucket in each replica of the gateway.</summary>
public sealed class RateLimitSpec
{
    public const int MaxRequests = 1_000_000;

    [Description("Requests in a minute, on average.")]
    [Required]
    [RangeMinimum(1)]
    [RangeMaximum(MaxRequests)]
    public int RequestsPerMinute { get; set; }

    [Description("Requests that may come at once after a pause. Absent: as many as in a minute.")]
    [RangeMinimum(1)]
    [RangeMaximum(MaxRequests)]
    public int? Burst { get; set; }
}
