using System.Text;

namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>A replica and what it is busy with. It lives as long as its pod, over all snapshots, so that no change resets its count.</summary>
internal sealed class Backend(string podUid, string authority)
{
    private int pending;
    private volatile bool isProven;

    public string PodUid { get; } = podUid;

    /// <summary>The same in all gateways.</summary>
    public ulong Hash { get; } = StableHash.Of(Encoding.UTF8.GetBytes(podUid));

    /// <summary>Address and port, as in a URL.</summary>
    public string Authority { get; } = authority;

    /// <summary>Requests that this gateway has sent and that have not ended.</summary>
    public int Pending => Volatile.Read(ref pending);

    public Ejection Ejection { get; } = new();

    /// <summary>The gateway has seen it healthy, and knows before the kubelet does.</summary>
    public void Prove() => isProven = true;

    /// <param name="byKubelet">What the kubelet says. As soon as it agrees, its word alone counts.</param>
    public bool IsReady(bool byKubelet)
    {
        isProven &= !byKubelet;
        return byKubelet || isProven;
    }

    public void Begin() => Interlocked.Increment(ref pending);

    /// <returns>False: it has as many requests as it may.</returns>
    public bool TryBegin(int limit)
    {
        var known = Pending;
        while (known < limit)
        {
            var seen = Interlocked.CompareExchange(ref pending, known + 1, known);
            if (seen == known)
            {
                return true;
            }

            known = seen;
        }

        return false;
    }

    public void End() => Interlocked.Decrement(ref pending);
}
