namespace InferenceEndpoints.Gateway.Waking;

/// <summary>How many requests this gateway holds in all, what it keeps of their bodies, and how much of both it may.</summary>
internal sealed class HeldRequests(int limit, long byteLimit)
{
    private int count;
    private long bytes;

    public int Count => Volatile.Read(ref count);

    public long Bytes => Interlocked.Read(ref bytes);

    /// <param name="ofBody">Bytes.</param>
    public bool TryAdd(long ofBody)
    {
        if (Interlocked.Increment(ref count) <= limit & Interlocked.Add(ref bytes, ofBody) <= byteLimit)
        {
            return true;
        }

        Remove(ofBody);
        return false;
    }

    public void Remove(long ofBody)
    {
        Interlocked.Decrement(ref count);
        Interlocked.Add(ref bytes, -ofBody);
    }
}
