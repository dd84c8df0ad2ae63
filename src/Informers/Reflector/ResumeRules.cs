using static InferenceEndpoints.Informers.Reflector.ReflectorState;
using static InferenceEndpoints.Informers.Reflector.StepOutcome;

namespace InferenceEndpoints.Informers.Reflector;

/// <summary>Every rule on how to go on after what happened is here.</summary>
internal static class ResumeRules
{
    public static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    public static ReflectorState Next(ReflectorState state, StepOutcome outcome) => (state, outcome) switch
    {
        (Empty or Listing, PageRead { Continue: { } next }) => new Listing(next),
        (Empty or Listing, PageRead page) => new Listed(page.ResourceVersion),
        (Listed listed, WatchOpened) => new Watching(listed.ResourceVersion),
        (Watching, Told told) => new Watching(told.ResourceVersion),

        // Between here and there changes may be lost, or the next pages of the list would be of another time.
        (_, Gone) => new Empty(),

        // The stream is gone, what it told is not: the next watch begins after the last thing told.
        (Watching watching, WatchClosed or Failed) => new Listed(watching.ResourceVersion),

        // Nothing was received: ask for the same again.
        (_, Failed) => state,
        _ => throw new InvalidOperationException($"{outcome} cannot happen in {state}."),
    };

    /// <summary>
    /// Failures in a row after this outcome. Only what a watch tells ends a row: an API server that lists well and then answers every watch
    /// with 410 must not be asked for lists without pause. Neither must one that closes each watch at once.
    /// </summary>
    public static int Failures(int before, StepOutcome outcome) => outcome switch
    {
        Failed or Gone or WatchClosed { WasIdleAndShort: true } => before + 1,
        Told or WatchClosed => 0,
        _ => before,
    };

    /// <summary>The pause before the next step: doubled with each failure, jittered down to a half, and never less than the API server asks for.</summary>
    /// <param name="random">In [0, 1).</param>
    public static TimeSpan Delay(int failures, StepOutcome outcome, double random)
    {
        if (outcome is not (Failed or Gone or WatchClosed { WasIdleAndShort: true }))
        {
            return TimeSpan.Zero;
        }

        var exponential = ShortestDelay * Math.Pow(2, Math.Min(failures - 1, 10));
        var jittered = (exponential < LongestDelay ? exponential : LongestDelay) * (0.5 + (random / 2));
        return outcome is Failed { RetryAfter: { } asked } && asked > jittered ? asked : jittered;
    }
}
