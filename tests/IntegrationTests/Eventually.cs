namespace IntegrationTests;

/// <summary>Waits for what must become true, and says what was seen when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual, int seconds = 30)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var seen = await actual();
        while (!EqualityComparer<T>.Default.Equals(expected, seen) && !deadline.IsCancellationRequested)
        {
            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
            seen = await actual();
        }

        Assert.Equal(expected, seen);
    }

    public static Task EqualAsync<T>(T expected, Func<T> actual, int seconds = 30) =>
        EqualAsync(expected, () => Task.FromResult(actual()), seconds);

    public static Task TrueAsync(Func<bool> condition, int seconds = 30) => EqualAsync(true, condition, seconds);

    public static Task TrueAsync(Func<Task<bool>> condition, int seconds = 30) => EqualAsync(true, condition, seconds);
}
