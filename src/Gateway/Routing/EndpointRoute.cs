using System.Collections.Immutable;

using InferenceEndpoints.Gateway.Activity;
using InferenceEndpoints.Gateway.Balancing;
using InferenceEndpoints.Gateway.Listening;
using InferenceEndpoints.Gateway.RateLimits;
using InferenceEndpoints.Gateway.Telemetry;
using InferenceEndpoints.Gateway.Waking;
using InferenceEndpoints.Informers;
using InferenceEndpoints.States;

namespace InferenceEndpoints.Gateway.Routing;

/// <summary>All that a request for an endpoint needs to know of it. Immutable, but for the counters that it leads to.</summary>
internal sealed record EndpointRoute
{
    private readonly TurnCounter turns = new();

    public required NamespacedName Key { get; init; }

    /// <summary>Null while the endpoint has no URL of its own: it is then reached by path alone.</summary>
    public string? Host { get; init; }

    /// <summary>The path of the endpoint's URL, without a slash at its end; mostly empty. Pods do not see it.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>What OpenAI's clients may call it, the least ambiguous first: <c>namespace/name</c>, its name, its model's repository.</summary>
    public ImmutableArray<string> ModelNames { get; init; } = [];

    /// <summary>What the model does, in the Hub's words.</summary>
    public string? Task { get; init; }

    /// <summary>The inference toolkit serves it.</summary>
    public bool IsToolkit { get; init; }

    /// <summary>Its engine has OpenAI's API and no <c>POST /</c>.</summary>
    public bool LacksRoot { get; init; }

    public required AccessType Access { get; init; }

    public bool IsPaused { get; init; }

    public EndpointState? State { get; init; }

    /// <summary>Who claimed a URL first keeps it.</summary>
    public DateTime? Created { get; init; }

    /// <summary>All pods that have an address, for their counters.</summary>
    public ImmutableArray<Backend> Backends { get; init; } = [];

    /// <summary>The pods that may get requests.</summary>
    public ImmutableArray<Backend> Ready { get; init; } = [];

    /// <summary>Pods that may be about to get ready.</summary>
    public ImmutableArray<StartingPod> Starting { get; init; } = [];

    /// <summary>Null: the endpoint is awake.</summary>
    public DateTimeOffset? AsleepSince { get; init; }

    /// <summary>Of the endpoint, when all this was true of it.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The same as long as its replicas answer the same. Null: not all of them do, as an update is under way.</summary>
    public string? Version { get; init; }

    /// <summary>What its last start took; null: none is known.</summary>
    public TimeSpan? StartDuration { get; init; }

    /// <summary>How long requests wait for a replica whose callers do not say it.</summary>
    public TimeSpan HoldTime { get; init; }

    /// <summary>Between the comments to a caller who waits for events; zero: there are none.</summary>
    public TimeSpan HeartbeatInterval { get; init; }

    public bool NeedsWaking => AsleepSince is not null && !IsPaused;

    /// <summary>Requests that a replica may have at once; null: as many as come.</summary>
    public int? MaxPerReplica { get; init; }

    /// <summary>Requests whose prompts begin alike go to the same replica.</summary>
    public bool HashesPrompts { get; init; }

    /// <summary>Null: the endpoint may be called as often as callers like.</summary>
    public RequestBucket? Bucket { get; init; }

    public required EndpointMeter Meter { get; init; }

    public EndpointActivity Activity { get; init; } = new();

    public WaitingRoom Room { get; init; } = new();

    public WakeCall WakeCall { get; init; } = new();

    /// <summary>From outside, a private endpoint cannot be told from one that does not exist.</summary>
    public bool IsVisible(HttpContext context) => Access != AccessType.Private || Listener.Of(context) == Listener.Internal;

    /// <summary>Chooses a replica and counts the request as its own, until <see cref="Backend.End"/>.</summary>
    /// <param name="tried">Replicas that failed this request already.</param>
    /// <param name="prompt">Null: it does not matter which replica gets the request.</param>
    /// <param name="clock">Says who is still left out.</param>
    /// <returns>Null: there is none left, or none has room.</returns>
    public Backend? TakeBackend(ReadOnlySpan<Backend?> tried, ulong? prompt, TimeProvider clock)
    {
        var picked = PickBackend(tried, prompt, clock);
        if (MaxPerReplica is not { } limit)
        {
            picked?.Begin();
        }
        else if (picked?.TryBegin(limit) is false)
        {
            return null; // when the one with the fewest has no room, none has
        }

        picked?.Ejection.Use(clock);
        return picked;
    }

    private Backend? PickBackend(ReadOnlySpan<Backend?> tried, ulong? prompt, TimeProvider clock)
    {
        var (kept, turn) = (Outliers.LeaveOut(Ready, clock), turns.Next());
        var preferred = prompt is { } key ? PrefixHash.Pick(kept, key, tried, MaxPerReplica ?? int.MaxValue) : null;
        return preferred ?? LeastPending.Pick(kept, turn, tried) ?? LeastPending.Pick(Ready, turn, tried);
    }

    private sealed class TurnCounter
    {
        private uint turn;

        public uint Next() => Interlocked.Increment(ref turn);
    }
}

/// <param name="Backend">The pod.</param>
/// <param name="Health">Where it tells that it is healthy.</param>
internal sealed record StartingPod(Backend Backend, Uri Health);

/// <summary>Who may call an endpoint. See <see cref="Entities.EndpointTypes"/>.</summary>
internal enum AccessType
{
    /// <summary>Nobody from outside, and from inside those with a key of the namespace. First, as it is the answer to whatever is unclear.</summary>
    Private,

    /// <summary>Whoever has a key of this installation.</summary>
    Protected,

    Public,
}
