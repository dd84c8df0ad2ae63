using System.Text.Json;
using k8s;

namespace Cluster;

/// <summary>Waits for what must become true, and says what was seen last when it does not.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>A kubelet of 1.20 may keep a pod until its next collection of sandboxes, each minute, although all of it has ended.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Probes until the value is as wanted, and returns it. A probe that throws counts as not yet.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <exception cref="TimeoutException">It was not so in time.</exception>
    public static async Task<T> GetAsync<T>(
        string what,
        Func<CancellationToken, Task<T>> probe,
        Func<T, bool> isWanted,
        CancellationToken cancellationToken,
        TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? DefaultTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var seen = "nothing";
        while (true)
        {
            var begin = TimeProvider.System.GetTimestamp();
            try
            {
                var value = await probe(either.Token);
                if (isWanted(value))
                {
                    return value;
                }

                seen = Describe(value);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !either.IsCancellationRequested)
            {
                seen = $"{exception.GetType().Name}: {exception.Message}";
            }
            catch (OperationCanceledException)
            {
                // Told below, by whose wish it was.
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"{what}: not within {timeout ?? DefaultTimeout}. Last seen: {seen}");
            }

            await Task.Delay(Pause(TimeProvider.System.GetElapsedTime(begin)), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>What takes long, as kubectl does, is asked less often: it is to leave the machine to what is waited for.</summary>
    private static TimeSpan Pause(TimeSpan probe) => TimeSpan.FromTicks(Math.Clamp(2 * probe.Ticks, Interval.Ticks, LongestInterval.Ticks));

    public static Task<T> EqualAsync<T>(
        string what, T expected, Func<CancellationToken, Task<T>> probe, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        GetAsync(what, probe, value => EqualityComparer<T>.Default.Equals(value, expected), cancellationToken, timeout);

    public static Task TrueAsync(
        string what, Func<CancellationToken, Task<bool>> probe, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        EqualAsync(what, expected: true, probe, cancellationToken, timeout);

    private static string Describe(object? value)
    {
        try
        {
            return value switch
            {
                null => "null",
                string or IFormattable or bool => value.ToString()!,
                _ => KubernetesJson.Serialize(value),
            };
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException)
        {
            return value!.ToString() ?? "null";
        }
    }
}
