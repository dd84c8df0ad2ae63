namespace InferenceEndpoints.Gateway.Waking;

/// <summary>How many requests this gateway holds in all, and how many it may.</summary>
internal sealed class HeldRequests(int limit)
{
    private int count;

    public int Count => Volatile.Read(ref count);

    public bool TryAdd()
    {
        if (Interlocked.Increment(ref count) <= limit)
        {
            return true;
        }

        Remove();
        return false;
    }

    public void Remove() => Interlocked.Decrement(ref count);
}
