namespace InferenceEndpoints.Gateway.Activity;

/// <summary>Of the requests that had to wait for the replicas of now, the one that was answered first.</summary>
/// <param name="From">When it came.</param>
/// <param name="To">When it had the first byte of its answer.</param>
internal sealed record FirstWait(DateTimeOffset From, DateTimeOffset To);
