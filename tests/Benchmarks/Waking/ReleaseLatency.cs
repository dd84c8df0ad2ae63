using System.Diagnostics;
using System.Net;
using Cluster;
using InferenceEndpoints.Gateway.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Waking;

/// <summary>From the moment that a model can answer until the first byte of its answer is with the caller who waits.</summary>
internal static class ReleaseLatency
{
    private const int GatewayPort = 21_911;
    private const int TelemetryPort = 21_912;
    private const int ReplicaPort = 21_913;
    private const int WarmUp = 20;
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMilliseconds(100);

    public static async Task<Samples> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var isHealthy = false;
        await using var replica = BuildReplica(() => Volatile.Read(ref isHealthy));
        await using var gateway = BenchGateway.Build(GatewayPort, TelemetryPort);
        await replica.StartAsync(cancellationToken);
        await gateway.StartAsync(cancellationToken);
        var table = gateway.Services.GetRequiredService<RoutingTable>();
        table.Complete();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { DefaultRequestHeaders = { { "X-Scale-Up-Timeout", "60" } } };
        var times = new List<TimeSpan>();
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            table.Set(BenchGateway.Endpoint(BenchGateway.First), [BenchGateway.StartingPod(round, ReplicaPort)]);
            var held = http.GetAsync(BenchGateway.Url(GatewayPort), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await Eventually.TrueAsync("it waits", _ => Task.FromResult(table.Current.Get(BenchGateway.First)!.Room.Held == 1), cancellationToken);
            await Task.Delay(Random.Shared.NextDouble() * LongestLoad, TimeProvider.System, cancellationToken); // some time between two probes

            var start = Stopwatch.GetTimestamp();
            Volatile.Write(ref isHealthy, true);
            using var answer = await held;
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await body.ReadExactlyAsync(new byte[1], cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start));

            Volatile.Write(ref isHealthy, false);
            table.Set(BenchGateway.Endpoint(BenchGateway.First), []);
        }

        return new Samples(times.Skip(WarmUp));
    }

    private static WebApplication BuildReplica(Func<bool> isHealthy)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, ReplicaPort));
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = isHealthy() ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync("fine");
        });
        return app;
    }
}
