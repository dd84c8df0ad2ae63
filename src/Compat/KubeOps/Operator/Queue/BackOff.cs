namespace KubeOps.Operator.Queue;

/// <summary>
/// How long a key waits after its failures: 5 ms doubled per failure up to 5 minutes, give or take a fifth, so that keys which failed
/// together do not come back together. Never gives up: what could not be done for want of a GPU is done when the GPU comes.
/// </summary>
internal static class BackOff
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="failures">Failures in a row, at least 1.</param>
    /// <param name="random">In [0, 1).</param>
    public static TimeSpan Delay(int failures, double random)
    {
        // 2^16 x 5 ms is past the cap; the bound keeps the power finite.
        var exponential = Shortest * Math.Pow(2, Math.Min(failures - 1, 16));
        var jittered = (exponential < Longest ? exponential : Longest) * (0.8 + (0.4 * random));
        return TimeSpan.FromTicks(Math.Clamp(jittered.Ticks, Shortest.Ticks, Longest.Ticks));
    }
}
