namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>A hash that is the same in every process, so that all gateways agree (FNV-1a, and MurmurHash3's last step to spread it).</summary>
internal struct StableHash()
{
    private const ulong Prime = 0x100000001B3;

    private ulong state = 0xCBF29CE484222325;

    public readonly ulong Value => Mix(state);

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new StableHash();
        hash.Add(bytes);
        return hash.Value;
    }

    /// <summary>A hash of both.</summary>
    public static ulong Combine(ulong one, ulong other) => Mix(one ^ (other * Prime));

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            state = (state ^ one) * Prime;
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
