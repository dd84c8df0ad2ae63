using System.Collections.Concurrent;
using System.Text.Json;
using Cluster;
using EndToEndTests.Harness;
using Xunit.Abstractions;

namespace EndToEndTests.Cycles;

[Collection(UsesAPlayedCluster.Name)]
public sealed class CycleTests(PlayedCluster product, ITestOutputHelper output)
{
    private const string Prefix = "cycle-";
    private const int Endpoints = 25;
    private const int CyclesOfEach = 8;
    private const int Kills = 2;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1); // scaleToZeroTimeout: 1
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>From a request's arrival until it counts: the two times are taken one after the other.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Two_hundred_sleeps_end_in_right_answers_whatever_is_killed_meanwhile()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var names = Enumerable.Range(0, Endpoints).Select(i => $"{Prefix}{i}").ToList();
        product.Load = () => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(300)), TimeProvider.System, product.Deadline);
        using var history = new SleepHistory(product.Endpoints, Prefix);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        var wrong = new ConcurrentQueue<string>();
        await product.ApplyAsync(names);
        await Eventually.TrueAsync("all sleep for the first time", _ => Task.FromResult(names.All(history.IsAsleep)), product.Deadline);

        var calling = Task.WhenAll(names.Select(name => CallAsync(name, new Random(random.Next()))));
        await DisturbAsync(history, random);
        await calling;
        await Eventually.TrueAsync("all sleep in the end", _ => Task.FromResult(names.All(history.IsAsleep)), product.Deadline, Timeout + Patience);
        await product.RestartGatewaysAsync();

        Assert.Empty(wrong);
        Assert.InRange(history.Cycles, Endpoints * CyclesOfEach, int.MaxValue);
        Assert.Equal(history.Cycles, product.GatewayLog.Count(line => line.Contains($"A request wakes {PlayedCluster.Team}/{Prefix}", StringComparison.Ordinal)));
        var requests = Requests();
        var unfit = names.SelectMany(name => history.Sleeps(name).SelectMany(sleep => Unfit(name, sleep, requests[name], history))).ToList();
        unfit.ForEach(output.WriteLine);
        Assert.Empty(unfit);

        async Task CallAsync(string name, Random own)
        {
            var caller = new RandomCaller(product, http, name, own, wrong);
            while (history.Wakes(name).Count < CyclesOfEach)
            {
                await caller.BurstAsync();
                if (own.Next(2) == 0)
                {
                    await Eventually.TrueAsync($"{name} sleeps", _ => Task.FromResult(history.IsAsleep(name)), product.Deadline);
                }
                else
                {
                    await Task.Delay(Timeout * (0.5 + own.NextDouble()), TimeProvider.System, product.Deadline); // at about the time when it falls asleep
                }
            }
        }
    }

    /// <summary>Kills and restarts, evenly over all cycles.</summary>
    private async Task DisturbAsync(SleepHistory history, Random random)
    {
        for (var disturbance = 1; disturbance <= Kills; disturbance++)
        {
            var due = Endpoints * CyclesOfEach * disturbance / (Kills + 1);
            await Eventually.TrueAsync($"{due} cycles", _ => Task.FromResult(history.Cycles >= due), product.Deadline);
            await Task.WhenAll(product.KillLeaderAsync(), product.RestartGatewayAsync(product.Gateways[random.Next(2)]));
        }
    }

    /// <summary>What is wrong with a sleep; nothing, if all is well.</summary>
    private static IEnumerable<string> Unfit(string name, DateTimeOffset sleep, IEnumerable<Request> requests, SleepHistory history)
    {
        var earlier = requests.Where(request => request.Begin < sleep - Arrival).ToList();
        if (earlier.FirstOrDefault(request => request.End > sleep) is { } inFlight)
        {
            yield return $"{name} fell asleep at {sleep:O} with work in flight: {inFlight}";
        }

        var lastUse = earlier.Select(request => request.End).Append(history.Wakes(name).Where(wake => wake < sleep).LastOrDefault()).Max();
        if (sleep - lastUse < Timeout && lastUse < sleep)
        {
            yield return $"{name} fell asleep at {sleep:O}, {sleep - lastUse} after its last request";
        }

        if (sleep - lastUse > Timeout + Patience && lastUse > default(DateTimeOffset))
        {
            yield return $"{name} fell asleep at {sleep:O} only, {sleep - lastUse} after its last request";
        }
    }

    /// <summary>By the gateways' access logs, whose clock is the operators', too.</summary>
    private ILookup<string, Request> Requests() => product.GatewayLog
        .Where(line => line.Contains("\"log\":\"access\"", StringComparison.Ordinal))
        .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
        .ToLookup(
            line => line.GetProperty("endpoint").GetString()!,
            line => line.GetProperty("time").GetDateTimeOffset() is var begin
                ? new Request(begin, begin + TimeSpan.FromMilliseconds(line.GetProperty("duration_ms").GetDouble()), line.GetProperty("status").GetInt32())
                : null!);

    private sealed record Request(DateTimeOffset Begin, DateTimeOffset End, int Status);
}
