namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>A replica and what it is busy with. It lives as long as its pod, over all snapshots, so that no change resets its count.</summary>
internal sealed class Backend(string podUid, string authority)
{
    private int pending;

    public string PodUid { get; } = podUid;

    /// <summary>Address and port, as in a URL.</summary>
    public string Authority { get; } = authority;

    /// <summary>Requests that this gateway has sent and that have not ended.</summary>
    public int Pending => Volatile.Read(ref pending);

    public void Begin() => Interlocked.Increment(ref pending);

    public void End() => Interlocked.Decrement(ref pending);
}
