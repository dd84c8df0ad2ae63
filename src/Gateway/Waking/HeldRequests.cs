namespace InferenceEndpoints.Gateway.Waking;

/// <summary>How many requests this gateway holds in all, what it keeps of their bodies, and how much of both it may.</summary>
internal sealed class HeldRequests(int limit, long byteLimit)
{
    /// <summary>Both limits are tried as one: a request that does not fit takes nothing from one that does, not even for a moment.</summary>
    private readonly Lock gate = new();

    private int count;
    private long bytes;

    public int Count => Volatile.Read(ref count);

    public long Bytes => Volatile.Read(ref bytes);

    /// <param name="ofBody">Bytes.</param>
    public bool TryAdd(long ofBody)
    {
        lock (gate)
        {
            if (count >= limit || bytes + ofBody > byteLimit)
            {
                return false;
            }

            count++;
            bytes += ofBody;
            return true;
        }
    }

    public void Remove(long ofBody)
    {
        lock (gate)
        {
            count--;
            bytes -= ofBody;
        }
    }
}
