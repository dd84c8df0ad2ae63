namespace InferenceEndpoints.Gateway.Waking;

/// <param name="All">The requests that the gateway holds for all endpoints.</param>
/// <param name="Places">Requests that may wait in one room.</param>
/// <param name="Bytes">Of the bodies of requests that wait in one room.</param>
/// <param name="AtOnce">Requests that a replica without a limit gets of those which wait, before it has answered one.</param>
/// <param name="Clock">Says which replicas are left out, and who has waited for long enough.</param>
internal sealed record RoomRules(HeldRequests All, int Places, long Bytes, int AtOnce, TimeProvider Clock)
{
    /// <returns>When a wait that begins now is over, by the clock's timestamp.</returns>
    public long EndOf(TimeSpan limit) => Clock.GetTimestamp() + (long)(limit.TotalSeconds * Clock.TimestampFrequency);
}
