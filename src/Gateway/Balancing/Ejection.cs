namespace InferenceEndpoints.Gateway.Balancing;

/// <summary>
/// Whether a replica is left out because it failed one request after another. When its time is over, one request finds out whether it is back:
/// an answer ends the ejection, another failure doubles its time.
/// </summary>
/// <remarks>Any number of threads report and ask. The state is one immutable record that is exchanged; none is the normal one.</remarks>
internal sealed class Ejection
{
    /// <summary>Failures in a row. One may be the request's own doing, and two a coincidence.</summary>
    public const int Threshold = 3;

    /// <summary>About what a container needs to be restarted.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>A replica that has been repaired is found within this time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private volatile Streak? streak;

    /// <summary>No request should go to it now.</summary>
    public bool IsInForce(TimeProvider clock) => streak is { } known && known.IsInForce(Now(clock));

    /// <summary>A request goes to it: if it is the first since the time was over, the others stay away until it tells.</summary>
    public void Use(TimeProvider clock)
    {
        if (streak is { IsEjected: true } known)
        {
            Exchange(known, known.Tried(Now(clock)));
        }
    }

    /// <returns>True: this has ended an ejection.</returns>
    public bool Succeed() => streak is not null && Interlocked.Exchange(ref streak, null) is { IsEjected: true };

    /// <returns>True: this has begun an ejection.</returns>
    public bool Fail(TimeProvider clock)
    {
        while (true)
        {
            var known = streak;
            var next = (known ?? Streak.None).Failed(Now(clock));
            if (Exchange(known, next))
            {
                return next.IsEjected && known is not { IsEjected: true };
            }
        }
    }

    private bool Exchange(Streak? known, Streak next) => Interlocked.CompareExchange(ref streak, next, known) == known;

    private static TimeSpan Now(TimeProvider clock) => clock.GetElapsedTime(0);

    /// <param name="Failures">In a row.</param>
    /// <param name="Length">Of the ejection; zero: there is none yet.</param>
    /// <param name="End">Of the ejection.</param>
    /// <param name="IsTried">A request that finds out whether the replica is back is on its way.</param>
    private sealed record Streak(int Failures, TimeSpan Length, TimeSpan End, bool IsTried)
    {
        public static readonly Streak None = new(Failures: 0, TimeSpan.Zero, TimeSpan.Zero, IsTried: false);

        public bool IsEjected => Length > TimeSpan.Zero;

        public bool IsInForce(TimeSpan now) => IsEjected && now < End;

        /// <summary>The ejection goes on, as long as it was, for everybody but the one who tries.</summary>
        public Streak Tried(TimeSpan now) => now < End ? this : this with { End = now + Length, IsTried = true };

        /// <summary>What was under way when the ejection began, and fails now, says nothing new.</summary>
        public Streak Failed(TimeSpan now) => this switch
        {
            { IsEjected: false, Failures: < Threshold - 1 } => this with { Failures = Failures + 1 },
            { IsEjected: false } => Eject(Shortest, now),
            { IsTried: false } when now < End => this,
            _ => Eject(Length * 2 < Longest ? Length * 2 : Longest, now),
        };

        private Streak Eject(TimeSpan length, TimeSpan now) => new(Failures + 1, length, now + length, IsTried: false);
    }
}
