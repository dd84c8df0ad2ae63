using System.Threading.Channels;

using InferenceEndpoints.Gateway.Routing;
using InferenceEndpoints.Informers;

namespace InferenceEndpoints.Gateway.Waking;

/// <summary>
/// Asks starting pods for their health while requests wait for them: the kubelet asks seconds apart, and its word takes the way through the
/// API server. The first healthy answer counts; from the moment that the kubelet agrees, its word does. An endpoint that falls asleep
/// although requests wait is woken for them, and a request that has waited for long enough is sent away.
/// </summary>
internal sealed class PodProber(RoutingTable table, Doorbell doorbell, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Where many pods start, all of them together are asked a thousand times a second.</summary>
    private static readonly TimeSpan IntervalPerPod = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Channel<NamespacedName> attended = Channel.CreateUnbounded<NamespacedName>();

    /// <summary>Pods that are being asked.</summary>
    private int starting;

    private TimeSpan Interval => Volatile.Read(ref starting) * IntervalPerPod is var ofAll && ofAll > ShortestInterval ? ofAll : ShortestInterval;

    /// <summary>Begins to probe, unless that is done already. Ends when nobody waits any more.</summary>
    public void Attend(EndpointRoute route)
    {
        if (route.Room.TryAttend())
        {
            attended.Writer.TryWrite(route.Key);
        }
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        attended.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue, CancellationToken = stoppingToken },
        async (key, token) => await AttendAsync(key, token));

    private async Task AttendAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var own = 0;
        try
        {
            while (table.Current.Get(key) is { } route && route.Room.IsAttended())
            {
                doorbell.Ring(route);
                route.Room.SendAway(clock.GetTimestamp());
                Interlocked.Add(ref starting, route.Starting.Length - own);
                own = route.Starting.Length;
                await Task.WhenAll(route.Starting.Select(pod => ProbeAsync(key, pod, cancellationToken)));
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Add(ref starting, -own);
        }
    }

    private async Task ProbeAsync(NamespacedName key, StartingPod pod, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var answer = await http.GetAsync(pod.Health, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.IsSuccessStatusCode)
            {
                table.Prove(key, pod.Backend);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // It is still starting. When the process stops, the loop ends by its own token.
        }
    }
}
