using KubeOps.Abstractions.Entities.Attributes;

namespace InferenceEndpoints.Entities;

[Description("What spec.coldStart.schedule has in store.")]
public sealed class EndpointSchedule
{
    [Description("Until when the schedule keeps the endpoint awake, at the least. Absent: no window is open.")]
    public DateTime? AwakeUntil { get; set; }

    [Description("When the next window opens: then the endpoint wakes if it sleeps.")]
    public DateTime? NextWakeTime { get; set; }
}
