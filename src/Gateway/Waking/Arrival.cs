using System.Runtime.InteropServices;

using InferenceEndpoints.Gateway.Balancing;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>A request that wants a replica.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Arrival
{
    /// <summary>Replicas that failed it already.</summary>
    public required Backend?[] Tried { get; init; }

    /// <summary>Null: it does not matter which replica it gets.</summary>
    public ulong? Prompt { get; init; }

    /// <summary>The place that it had before they did: it is still before all who came later. Null: it had none.</summary>
    public WaitingRoom.Place? Earlier { get; init; }

    /// <summary>What the gateway keeps of its body while it waits.</summary>
    public long Bytes { get; init; }

    /// <summary>How long it waits at most.</summary>
    public required TimeSpan Limit { get; init; }
}
